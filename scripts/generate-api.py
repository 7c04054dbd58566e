"""Writes the facts of the public AWS service models to src/api/generated.

The models come from a pinned botocore wheel on PyPI. Only facts are kept: names, types, required members, lengths,
ranges, patterns, enums and HTTP bindings. No sentence of the model's documentation is read into the project.
Running it twice leaves no difference.

    python3 scripts/generate-api.py [--wheel FILE]
"""

import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from sqs_query_facts import add_query_facts

BOTOCORE = "1.44.5"
SERVICES = {
    "sagemaker": "SageMaker",
    "sagemaker-runtime": "SageMakerRuntime",
    "sagemaker-featurestore-runtime": "FeatureStoreRuntime",
    "sagemaker-metrics": "SageMakerMetrics",
    "s3": "S3",
    "sts": "Sts",
    "iam": "Iam",
    "logs": "Logs",
    "sqs": "Sqs",
    "organizations": "Organizations",
    "cloudwatch": "CloudWatch",
}
SERVICE_FACTS = ("apiVersion", "protocol", "jsonVersion", "targetPrefix", "serviceId", "signingName", "xmlNamespace")
SHAPE_FACTS = (
    "type",
    "required",
    "min",
    "max",
    "pattern",
    "enum",
    "sensitive",
    "payload",
    "flattened",
    "locationName",
    "timestampFormat",
    "exception",
    "union",
    "streaming",
    "eventstream",
    "event",
    "xmlNamespace",
    "error",
)
MEMBER_FACTS = (
    "shape",
    "location",
    "locationName",
    "idempotencyToken",
    "flattened",
    "streaming",
    "xmlAttribute",
    "xmlNamespace",
    "jsonvalue",
    "eventpayload",
)
OPERATION_FACTS = ("http", "httpChecksum", "unsignedPayload", "authtype")
GENERATED = Path(__file__).resolve().parent.parent / "src" / "api" / "generated"


def pick(source, keys):
    return {key: source[key] for key in keys if key in source}


def shape_facts(shape):
    facts = pick(shape, SHAPE_FACTS)
    if "members" in shape:
        facts["members"] = {name: pick(member, MEMBER_FACTS) for name, member in shape["members"].items()}
    for part in ("member", "key", "value"):
        if part in shape:
            facts[part] = pick(shape[part], MEMBER_FACTS)
    return facts


def operation_facts(operation):
    facts = pick(operation, OPERATION_FACTS)
    for side in ("input", "output"):
        if side in operation:
            facts[side] = pick(operation[side], ("shape", "locationName", "xmlNamespace"))
    facts["errors"] = sorted(error["shape"] for error in operation.get("errors", []))
    return facts


def model_facts(model):
    metadata = model["metadata"]
    service = pick(metadata, SERVICE_FACTS)
    service.setdefault("signingName", metadata["endpointPrefix"])
    # A newer protocol stands first in some models; the clients that we know speak the one that they have spoken before.
    if service["protocol"] == "smithy-rpc-v2-cbor" and "json" in metadata["protocols"]:
        service["protocol"] = "json"
    if "awsQueryCompatible" in metadata:
        service["queryCompatible"] = True
    return {
        "service": service,
        "operations": {name: operation_facts(op) for name, op in sorted(model["operations"].items())},
        "shapes": {name: shape_facts(shape) for name, shape in sorted(model["shapes"].items())},
    }


def dump_sections(sections):
    """One operation and one shape a line, so that a new botocore shows as a readable difference."""
    parts = []
    for section, rows in sections.items():
        lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in rows.items())
        parts.append(f' "{section}": {{\n{lines}\n }}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write_facts(service, facts):
    """Shapes have a file of their own: a server that starts needs the operations of all services, and shapes of few."""
    shapes = {"shapes": facts.pop("shapes")}
    (GENERATED / f"{service}.json").write_text(dump_sections(facts))
    (GENERATED / f"{service}.shapes.json").write_text(dump_sections(shapes))


PRIMITIVES = {
    "string": "string",
    "character": "string",
    "boolean": "boolean",
    "integer": "number",
    "long": "number",
    "float": "number",
    "double": "number",
    "timestamp": "Timestamp",
    "blob": "Blob",
}


# Names that TypeScript or the generated imports have taken already.
RESERVED = {"Error", "Object", "Function", "Date", "Map", "Set", "String", "Number", "Boolean", "Timestamp", "Blob"}


class TypeWriter:
    """Turns shapes into TypeScript declarations; names that would clash with globals get the suffix Shape."""

    def __init__(self, facts):
        self.shapes = facts["shapes"]

    def name(self, shape_name):
        name = shape_name[0].upper() + shape_name[1:]
        return f"{name}Shape" if name in RESERVED else name

    def reference(self, shape_name, streaming=False):
        shape = self.shapes[shape_name]
        kind = shape["type"]
        if kind == "structure":
            return self.name(shape_name)
        if kind == "list":
            inner = self.reference(shape["member"]["shape"])
            return f"({inner})[]" if "|" in inner else f"{inner}[]"
        if kind == "map":
            return f"Record<string, {self.reference(shape['value']['shape'])}>"
        if kind == "string" and "enum" in shape:
            return self.name(shape_name)
        if kind == "blob" and (streaming or shape.get("streaming")):
            return "StreamingBlob"
        return PRIMITIVES[kind]

    def declaration(self, shape_name):
        shape = self.shapes[shape_name]
        if shape["type"] == "string" and "enum" in shape:
            values = " | ".join(json.dumps(value) for value in shape["enum"])
            return f"export type {self.name(shape_name)} = {values};"
        if shape["type"] != "structure":
            return None
        required = set(shape.get("required", []))
        rows = []
        for member_name, member in shape["members"].items():
            key = member_name if re.fullmatch(r"[A-Za-z_$][\w$]*", member_name) else json.dumps(member_name)
            kind = self.reference(member["shape"], member.get("streaming", False))
            rows.append(f"  {key}: {kind};" if member_name in required else f"  {key}?: {kind} | undefined;")
        body = "\n".join(rows)
        return (
            f"export interface {self.name(shape_name)} {{\n{body}\n}}"
            if rows
            else f"export type {self.name(shape_name)} = Record<never, never>;"
        )


def types_source(service, title, facts):
    writer = TypeWriter(facts)
    declarations = [d for d in (writer.declaration(name) for name in facts["shapes"]) if d]
    rows = []
    for name, operation in facts["operations"].items():
        input_type = writer.name(operation["input"]["shape"]) if "input" in operation else "Record<never, never>"
        output_type = writer.name(operation["output"]["shape"]) if "output" in operation else "Record<never, never>"
        rows.append(f"  {name}: {{ input: {input_type}; output: {output_type} }};")
    text = "\n\n".join(declarations)
    used = [name for name in ("Blob", "StreamingBlob", "Timestamp") if re.search(rf"\b{name}\b", text)]
    imports = f"import type {{ {', '.join(used)} }} from '../wire-types.ts';\n\n" if used else ""
    return (
        f"// Generated by scripts/generate-api.py from botocore {BOTOCORE}, service {service}. Do not edit.\n\n"
        f"{imports}{text}\n\n/** Every operation of the service with the shapes of its input and output. */\n"
        f"export interface {title}Operations {{\n" + "\n".join(rows) + "\n}\n"
    )


def read_model(wheel, service):
    pattern = re.compile(rf"botocore/data/{service}/([0-9-]+)/service-2\.json\.gz")
    versions = sorted(match.group(1) for name in wheel.namelist() if (match := pattern.fullmatch(name)))
    path = f"botocore/data/{service}/{versions[-1]}/service-2.json.gz"
    return json.loads(gzip.decompress(wheel.read(path)))


def download_wheel(folder):
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--dest",
        folder,
        f"botocore=={BOTOCORE}",
    ]
    subprocess.run(command, check=True)
    return next(Path(folder).glob("botocore-*.whl"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", help="a botocore wheel on disk, instead of the one from PyPI")
    arguments = parser.parse_args()
    GENERATED.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(arguments.wheel or download_wheel(folder)) as wheel:
        for service, title in SERVICES.items():
            facts = model_facts(read_model(wheel, service))
            if service == "sqs":
                add_query_facts(facts)
            (GENERATED / f"{service}-types.ts").write_text(types_source(service, title, facts))
            print(f"{service}: {len(facts['operations'])} operations, {len(facts['shapes'])} shapes")
            write_facts(service, facts)


if __name__ == "__main__":
    main()
