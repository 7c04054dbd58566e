import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

SERVE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "sagebrush_runtime", "serve.py")

PROGRAM = """
import json
def model_fn(model_dir):
    with open(model_dir + "/factor") as file:
        return int(file.read())
def input_fn(body, content_type):
    if not isinstance(body, str):
        return [len(body)]
    return json.loads(body)
def predict_fn(data, model):
    return [x * model for x in data]
def output_fn(prediction, accept):
    return json.dumps([accept, prediction]), "application/json"
"""


class Server:
    def __init__(self, base, program="inference.py", **environment):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, SERVE, "--framework", "scikit-learn"],
            env={
                "PATH": os.environ["PATH"],
                "SAGEMAKER_BASE_DIR": str(base),
                "SAGEMAKER_BIND_TO_PORT": str(self.port),
                **({"SAGEMAKER_PROGRAM": program} if program else {}),
                **environment,
            },
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.getheader("content-type")

    def until_ready(self):
        for _ in range(400):
            try:
                if self.call("GET", "/ping")[0] == 200:
                    return self
            except OSError:
                pass
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"the server did not come up: {self.process.stderr.read()}")

    def raw(self, data):
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as client:
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
            parts = []
            while part := client.recv(65536):
                parts.append(part)
        return b"".join(parts).decode()


@pytest.fixture
def serve(tmp_path):
    servers = []

    def start(program_text=PROGRAM, **settings):
        (tmp_path / "model" / "code").mkdir(parents=True, exist_ok=True)
        (tmp_path / "model" / "factor").write_text("3")
        (tmp_path / "model" / "code" / "inference.py").write_text(program_text)
        servers.append(Server(tmp_path, **settings))
        return servers[-1]

    yield start
    for server in servers:
        server.process.kill()
        server.process.communicate()


def test_the_users_functions_answer(serve):
    server = serve().until_ready()
    status, body, kind = server.call("POST", "/invocations", "[1, 2]", {"content-type": "application/json"})
    assert (status, json.loads(body), kind) == (200, ["application/json", [3, 6]], "application/json")
    status, body, _ = server.call("POST", "/invocations", b"\x00\xff", {"content-type": "x/y", "accept": "text/csv"})
    assert (status, json.loads(body)) == (200, ["text/csv", [6]])


def test_a_transform_function_with_context_does_everything(serve):
    program = (
        "def model_fn(model_dir, context): return 'm'\n"
        "def transform_fn(model, body, content_type, accept, context): return f'{model} {body} {content_type}', 'a/b'\n"
    )
    server = serve(program).until_ready()
    answer = server.call("POST", "/invocations", "1,2", {"content-type": "text/csv"})
    assert answer == (200, "m 1,2 text/csv", "a/b")


def test_errors_of_the_users_code_are_500_with_the_message_and_the_server_goes_on(serve):
    server = serve(PROGRAM.replace("[x * model for x in data]", "1 / 0")).until_ready()
    answer = server.call("POST", "/invocations", "[1]", {"content-type": "application/json"})
    assert answer[:2] == (500, "ZeroDivisionError: division by zero")
    assert server.call("GET", "/ping")[0] == 200


def test_types_that_the_defaults_do_not_know_are_refused(serve):
    server = serve("def model_fn(d): return None\ndef predict_fn(data, model): return [1]\n").until_ready()
    assert server.call("POST", "/invocations", "x", {"content-type": "image/png"})[0] == 415
    program = "def model_fn(d): return None\ndef input_fn(b, t): return b\ndef predict_fn(data, model): return [1]\n"
    server = serve(program).until_ready()
    headers = {"content-type": "text/csv", "accept": "image/png"}
    assert server.call("POST", "/invocations", "x", headers)[0] == 406
    assert server.call("POST", "/invocations", "x", {"accept": "text/csv"})[1] == "1\n"


def test_paths_and_methods_that_are_none_are_told_so(serve):
    server = serve(SAGEMAKER_MAX_PAYLOAD_IN_MB="20", SAGEMAKER_BATCH_STRATEGY="SINGLE_RECORD").until_ready()
    assert server.call("GET", "/invocations")[0] == 405
    assert server.call("GET", "/nothing")[0] == 404
    status, body, _ = server.call("GET", "/execution-parameters")
    parameters = json.loads(body)
    assert status == 200
    assert parameters["MaxPayloadInMB"] == 20
    assert parameters["BatchStrategy"] == "SINGLE_RECORD"
    assert parameters["MaxConcurrentTransforms"] >= 1


def test_hostile_bytes_get_an_answer_and_harm_nothing(serve):
    server = serve().until_ready()
    assert server.raw(b"nonsense\r\n\r\n").startswith("HTTP/1.1 400 ")
    assert server.raw(b"GET /ping HTTP/1.1\r\nbad line\r\n\r\n").startswith("HTTP/1.1 400 ")
    assert server.raw(b"GET /" + b"x" * 100_000).startswith("HTTP/1.1 431 ")
    post = b"POST /invocations HTTP/1.1\r\n"
    assert server.raw(post + b"Content-Length: -5\r\n\r\n").startswith("HTTP/1.1 400 ")
    assert server.raw(post + b"Content-Length: 99999999999\r\n\r\n").startswith("HTTP/1.1 413 ")
    assert server.raw(post + b"Content-Length: 10\r\n\r\nabc").startswith("HTTP/1.1 400 ")
    chunked = post + b"Transfer-Encoding: chunked\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    assert server.raw(chunked + b"zz\r\n").startswith("HTTP/1.1 400 ")
    assert server.raw(chunked + b"2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n").endswith('["application/json", [3]]')
    assert server.call("GET", "/ping")[0] == 200


def test_a_connection_is_kept_for_further_requests(serve):
    server = serve().until_ready()
    get = b"GET /ping HTTP/1.1\r\n\r\n"
    assert server.raw(get + get + get).count("HTTP/1.1 200 OK") == 3
    old = server.raw(b"GET /ping HTTP/1.0\r\n\r\n" + get)
    assert old.count("HTTP/1.1 200 OK") == 1
    assert "Connection: close" in old


def test_ping_says_that_the_model_is_still_being_loaded(serve):
    server = serve("import time\ndef model_fn(d): time.sleep(3600)\n")
    for _ in range(400):
        try:
            status = server.call("GET", "/ping")[0]
            break
        except OSError:
            time.sleep(0.05)
    assert status == 503
    assert server.call("POST", "/invocations", "x")[0] == 503


def test_a_model_that_can_not_be_loaded_ends_the_server_with_the_reason(serve):
    server = serve("def model_fn(d): raise OSError('no weights')\n")
    assert server.process.wait() == 1
    assert "no weights" in server.process.stderr.read()
    server = serve("x = 1\n")
    assert server.process.wait() == 1
    assert "no model_fn" in server.process.stderr.read()
    server = serve(program="other.py")
    assert server.process.wait() == 1
    assert "the program other.py is neither in" in server.process.stderr.read()
    server = serve(program=None)
    assert server.process.wait() == 1
    assert "set SAGEMAKER_PROGRAM" in server.process.stderr.read()


def test_sigterm_lets_a_request_under_way_finish(serve, tmp_path):
    flag = tmp_path / "began"
    program = PROGRAM.replace(
        "    return [x", f"    import time; open({str(flag)!r}, 'w').close(); time.sleep(1)\n    return [x"
    )
    server = serve(program).until_ready()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("POST", "/invocations", "[1]", {"content-type": "application/json"})
    while not flag.exists():
        time.sleep(0.01)
    server.process.send_signal(signal.SIGTERM)
    assert connection.getresponse().read() == b'["application/json", [3]]'
    assert server.process.wait() == 0


def test_workers_share_the_port_and_end_together(serve):
    program = PROGRAM.replace("json.dumps([accept, prediction])", "str(__import__('os').getpid())")
    server = serve(program, SAGEMAKER_MODEL_SERVER_WORKERS="3").until_ready()
    headers = {"content-type": "application/json"}
    pids = set()
    for _ in range(200):
        status, body, _ = server.call("POST", "/invocations", "[1]", headers)
        if status == 200:
            pids.add(body)
        if len(pids) > 1:
            break
    assert len(pids) > 1
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait() == 0
    for pid in pids:
        assert not os.path.exists(f"/proc/{pid}")
