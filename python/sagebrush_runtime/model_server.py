"""The HTTP server around a model: a thread for each connection, a bound on what runs at once, workers if asked for."""

import contextlib
import json
import os
import signal
import socket
import sys
import threading
import traceback

from sagebrush_runtime.content import UnsupportedContent
from sagebrush_runtime.http_connection import Connection, ProtocolError
from sagebrush_runtime.model_handler import ModelHandler, SetupError

# Connections of one worker; further ones wait in the queue of the socket.
CONNECTIONS_MAX = 256
# Requests under way may take this long to finish after SIGTERM.
GRACE_SECONDS = 30
# A connection on which nothing happens is closed. Longer than the idle time of the router's connections.
IDLE_SECONDS = 120


class Settings:
    """What the environment says about the server."""

    def __init__(self, environment):
        self.address = environment.get("SAGEBRUSH_BIND_ADDRESS") or "127.0.0.1"
        self.port = int(environment.get("SAGEMAKER_BIND_TO_PORT") or 8080)
        self.workers = max(1, int(environment.get("SAGEMAKER_MODEL_SERVER_WORKERS") or 1))
        self.payload_mb = int(environment.get("SAGEMAKER_MAX_PAYLOAD_IN_MB") or 6)
        self.batch_strategy = environment.get("SAGEMAKER_BATCH_STRATEGY") or "MULTI_RECORD"
        self.concurrent = int(environment.get("SAGEMAKER_MAX_CONCURRENT_TRANSFORMS") or 0)
        self.processors = len(os.sched_getaffinity(0))
        # The endpoint or the transform job has the limit for payloads; this one only protects memory.
        self.body_bytes_max = max(self.payload_mb, 100) * 1024 * 1024

    @property
    def execution_parameters(self):
        return {
            "MaxConcurrentTransforms": self.concurrent or self.workers * self.processors,
            "BatchStrategy": self.batch_strategy,
            "MaxPayloadInMB": self.payload_mb,
        }


def serve(framework, base, settings):
    """Serves until SIGTERM; gives the exit code."""
    listener = socket.create_server((settings.address, settings.port), backlog=1024)
    if settings.workers == 1:
        return Worker(framework, base, settings, listener).run()
    return run_workers(framework, base, settings, listener)


def run_workers(framework, base, settings, listener):
    """Processes that share the socket, for models that hold the interpreter's lock. One that dies ends all."""
    pids = []
    for _ in range(settings.workers):
        pid = os.fork()
        if pid == 0:
            os._exit(Worker(framework, base, settings, listener).run())
        pids.append(pid)

    def pass_on(*_):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    signal.signal(signal.SIGTERM, pass_on)
    exit_code = 0
    for _ in range(len(pids)):
        pid, status = os.wait()
        pids.remove(pid)
        ended_with = os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status)
        if ended_with != 0:
            exit_code = exit_code or ended_with
            pass_on()
    return exit_code


class Worker:
    """One process that loads the model and answers."""

    def __init__(self, framework, base, settings, listener):
        self.framework = framework
        self.base = base
        self.settings = settings
        self.listener = listener
        self.handler = None
        self.is_stopping = threading.Event()
        # As many predictions at once as there are processors; more would only wait for each other.
        self.turns = threading.Semaphore(settings.processors)
        self.slots = threading.Semaphore(CONNECTIONS_MAX)
        self.busy = 0
        self.is_idle = threading.Condition()

    def run(self):
        signal.signal(signal.SIGTERM, self.stop)
        # Requests are taken from the start, so that /ping can say that the model is not there yet.
        threading.Thread(target=self.accept, daemon=True).start()
        try:
            handler = ModelHandler(self.framework, self.base, os.environ)
            handler.load()
        except SetupError as error:
            sys.stderr.write(f"ModelLoadError: {error}\n")
            return 1
        except Exception:
            traceback.print_exc()
            sys.stderr.write("ModelLoadError: the model could not be loaded\n")
            return 1
        self.handler = handler
        self.is_stopping.wait()
        with self.is_idle:
            self.is_idle.wait_for(lambda: self.busy == 0, GRACE_SECONDS)
        sys.stdout.flush()
        return 0

    def stop(self, *_):
        self.is_stopping.set()
        # Wakes the thread in accept(), which closing would not. Workers share the socket: each stops by itself.
        if self.settings.workers == 1:
            with contextlib.suppress(OSError):
                self.listener.shutdown(socket.SHUT_RDWR)

    def accept(self):
        while not self.is_stopping.is_set():
            self.slots.acquire()
            try:
                client, _ = self.listener.accept()
            except OSError:
                self.slots.release()
                continue
            threading.Thread(target=self.attend, args=(client,), daemon=True).start()

    def attend(self, client):
        """Answers the requests of one connection until it ends."""
        try:
            with client:
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                client.settimeout(IDLE_SECONDS)
                connection = Connection(client, self.settings.body_bytes_max)
                while self.answer_next(connection):
                    pass
        except OSError:
            pass  # The client has gone, or said nothing for long.
        finally:
            self.slots.release()

    def answer_next(self, connection):
        """Answers one request; false when it was the last of the connection."""
        try:
            request = connection.read_request()
        except ProtocolError as error:
            connection.send(error.status, f"{error}\n".encode(), keep_alive=False)
            return False
        if request is None:
            return False
        with self.is_idle:
            self.busy += 1
        try:
            status, body, content_type = self.answer(request)
            keep_alive = request.keep_alive and not self.is_stopping.is_set()
            connection.send(status, body, content_type, keep_alive)
            return keep_alive
        finally:
            with self.is_idle:
                self.busy -= 1
                self.is_idle.notify_all()

    def answer(self, request):
        method, path = request.method, request.path
        if path == "/invocations":
            return self.invoke(request) if method == "POST" else text(405, "use POST")
        if path == "/ping":
            return text(200, "") if self.handler else text(503, "the model is being loaded")
        if path == "/execution-parameters":
            if method != "GET":
                return text(405, "use GET")
            return 200, json.dumps(self.settings.execution_parameters).encode(), "application/json"
        return text(404, f"there is no {path}")

    def invoke(self, request):
        if self.handler is None:
            return text(503, "the model is being loaded")
        headers = request.headers
        try:
            with self.turns:
                body, content_type = self.handler.invoke(
                    request.body, headers.get("content-type", ""), headers.get("accept", "")
                )
        except UnsupportedContent as error:
            return text(error.status, str(error))
        except Exception as error:
            # The log has the whole story; the caller gets the message, as from the framework containers.
            traceback.print_exc()
            return text(500, f"{type(error).__name__}: {error}")
        return 200, body, content_type


def text(status, message):
    return status, message.encode(), "text/plain; charset=utf-8"
