/**
 * A model server in plain Python that keeps the hosting contract and does what it is told: the first word of a request
 * may be `crash`, `fail`, `refuse`, `sleep`, `huge`, `hang-up`, `deaf`, `write`, `env` or `echo`. Each start has an `instance` of its own.
 * Its environment may tell it to DIE_AT_START, to give a BAD_PING, to IGNORE_SIGTERM, or to wait before it listens
 * (LOAD_SECONDS).
 */
export const MODEL_SERVER = `
import json, os, signal, sys, time, uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

instance = str(uuid.uuid4())
weights = open('/opt/ml/model/weights.txt').read() if os.path.exists('/opt/ml/model/weights.txt') else ''
if os.environ.get('DIE_AT_START'):
    print('no reason to live', flush=True)
    sys.exit(4)
if os.environ.get('IGNORE_SIGTERM'):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
deaf = False


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        bad = os.environ.get('BAD_PING') or deaf
        self.answer(500 if bad or self.path != '/ping' else 200, b'')

    def do_POST(self):
        global deaf
        body = self.rfile.read(int(self.headers['Content-Length'])).decode()
        word, _, rest = body.partition(' ')
        extra = None
        if word == 'crash':
            os._exit(3)
        elif word == 'fail':
            return self.answer(500, b'the model is tired')
        elif word == 'refuse':
            return self.answer(415, b'this is no CSV')
        elif word == 'sleep':
            time.sleep(float(rest))
        elif word == 'huge':
            return self.answer(200, b'x' * int(rest))
        elif word == 'hang-up':
            self.close_connection = True
            return
        elif word == 'deaf':
            deaf = True
        elif word == 'write':
            try:
                open('/opt/ml/model/mine', 'w')
                extra = 'written'
            except OSError as error:
                extra = error.strerror
        elif word == 'env':
            extra = os.environ.get(rest)
        elif word == 'echo':
            print(rest, flush=True)
        answer = {
            'weights': weights,
            'body': body,
            'contentType': self.headers['Content-Type'],
            'accept': self.headers['Accept'],
            'instance': instance,
            'extra': extra,
        }
        attributes = self.headers['X-Amzn-SageMaker-Custom-Attributes']
        headers = [('Content-Type', 'application/json')]
        if attributes:
            headers.append(('X-Amzn-SageMaker-Custom-Attributes', 'seen ' + attributes))
        self.answer(200, json.dumps(answer).encode(), headers)


print('loading', weights, flush=True)
time.sleep(float(os.environ.get('LOAD_SECONDS', '0')))
print('serving', weights, flush=True)
ThreadingHTTPServer(('127.0.0.1', int(os.environ['SAGEMAKER_BIND_TO_PORT'])), Handler).serve_forever()
`;
