"""Default codecs of the model server, as the framework containers have them: CSV, JSON and NPY to and from arrays.

numpy is imported by whoever first needs it, so that a server that brings its own codecs starts without it.
"""

import io
import json

CSV = "text/csv"
JSON = "application/json"
NPY = "application/x-npy"
ANY = "*/*"

# Bodies of these types reach the user's functions as text, all others as bytes.
TEXT_TYPES = (CSV, JSON)


class UnsupportedContent(Exception):
    """The request's body, or the answer that was asked for, has a type that nothing here knows."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def media_type(header):
    """`text/csv; charset=utf-8` is `text/csv`."""
    return header.split(";", 1)[0].strip().lower()


def body_of(body, content_type):
    """The body as the user's functions expect it."""
    return body.decode("utf-8") if media_type(content_type) in TEXT_TYPES else body


def decode(body, content_type):
    """A request's body as an array; records are rows."""
    kind = media_type(content_type)
    if kind not in (CSV, JSON, NPY):
        raise UnsupportedContent(415, f"content type {content_type} is not supported; send {CSV}, {JSON} or {NPY}")
    if kind == CSV:
        return decode_csv(body)
    import numpy

    if kind == JSON:
        return numpy.array(json.loads(body))
    # Pickled objects in an array would run code of whoever sent them.
    return numpy.load(io.BytesIO(body), allow_pickle=False)


def decode_csv(text):
    """Always two dimensions, also for one row or one column: models take rows."""
    import numpy

    rows = [line for line in text.splitlines() if line.strip()]
    if not rows:
        raise ValueError("the body holds no rows")
    try:
        # Five times as fast as genfromtxt, which is only needed for gaps and text.
        array = numpy.array([row.split(",") for row in rows], dtype=float)
    except ValueError:
        array = numpy.genfromtxt(rows, delimiter=",")
    return array.reshape(len(rows), -1)


def encode(prediction, accept):
    """A prediction as (bytes, content type)."""
    for wanted in accept.split(","):
        kind = media_type(wanted)
        if kind in (JSON, ANY, "application/*"):
            return json.dumps(plain(prediction)).encode(), JSON
        if kind in (CSV, "text/*"):
            return encode_csv(prediction), CSV
        if kind == NPY:
            import numpy

            buffer = io.BytesIO()
            numpy.save(buffer, numpy.asarray(prediction), allow_pickle=False)
            return buffer.getvalue(), NPY
    raise UnsupportedContent(406, f"accept {accept} is not supported; ask for {CSV}, {JSON} or {NPY}")


def encode_csv(prediction):
    rows = plain(prediction)
    rows = rows if isinstance(rows, list) else [rows]
    return "".join(",".join(map(str, r)) + "\n" if isinstance(r, list) else f"{r}\n" for r in rows).encode()


def plain(value):
    """Arrays, data frames and their like as lists."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "to_numpy"):
        return value.to_numpy().tolist()
    return value
