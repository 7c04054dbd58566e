"""HTTP/1.1 on a socket, with what a model server needs: keep-alive, lengths and chunks, limits.

The standard library's server parses headers with its e-mail package, which costs more than a small model's prediction.
"""

HEADER_BYTES_MAX = 64 * 1024

REASONS = {
    200: "OK",
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    406: "Not Acceptable",
    413: "Payload Too Large",
    415: "Unsupported Media Type",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
}


class ProtocolError(Exception):
    """The client's bytes can't be answered but with this status, and the connection has to end."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class Request:
    """One request; header names are in lower case."""

    __slots__ = ("body", "headers", "keep_alive", "method", "path")

    def __init__(self, method, path, headers, body, keep_alive):
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.keep_alive = keep_alive


class Connection:
    """Requests of one client, one after the other."""

    def __init__(self, socket, body_bytes_max):
        self.socket = socket
        self.body_bytes_max = body_bytes_max
        self.buffer = b""

    def read_request(self):
        """The next request, or None when the client has gone. Raises ProtocolError."""
        head = self._read_head()
        if head is None:
            return None
        lines = head.decode("latin-1").split("\r\n")
        parts = lines[0].split(" ")
        if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
            raise ProtocolError(400, "that is no HTTP/1.1 request")
        headers = {}
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon or name != name.strip():
                raise ProtocolError(400, "a header line can't be read")
            headers[name.lower()] = value.strip()
        if headers.get("expect", "").lower() == "100-continue":
            self.socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = self._read_body(headers)
        wish = headers.get("connection", "").lower()
        keep_alive = wish != "close" if parts[2] == "HTTP/1.1" else wish == "keep-alive"
        return Request(parts[0], parts[1].split("?", 1)[0], headers, body, keep_alive)

    def send(self, status, body, content_type="text/plain; charset=utf-8", keep_alive=True):
        # A line break in a content type would let the user's code write headers of its own by mistake.
        kind = str(content_type).replace("\r", " ").replace("\n", " ")
        head = f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}\r\n"
        lengths = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        end = "\r\n" if keep_alive else "Connection: close\r\n\r\n"
        self.socket.sendall((head + lengths + end).encode("latin-1", "replace") + body)

    def _read_head(self):
        while True:
            end = self.buffer.find(b"\r\n\r\n")
            if end >= 0:
                head = self.buffer[:end].lstrip(b"\r\n")
                self.buffer = self.buffer[end + 4 :]
                return head
            if len(self.buffer) > HEADER_BYTES_MAX:
                raise ProtocolError(431, "the headers are too long")
            if not self._receive():
                return None

    def _read_body(self, headers):
        if "transfer-encoding" in headers:
            if headers["transfer-encoding"].lower() != "chunked":
                raise ProtocolError(501, "only the chunked transfer encoding is known")
            return self._read_chunks()
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()):
            raise ProtocolError(400, "the content length is no number")
        return self._take(int(length))

    def _read_chunks(self):
        chunks = []
        total = 0
        while True:
            size_text = self._take_line().split(b";", 1)[0].strip()
            try:
                size = int(size_text, 16)
            except ValueError:
                raise ProtocolError(400, "the size of a chunk is no number") from None
            if size < 0:
                raise ProtocolError(400, "the size of a chunk is below zero")
            if size == 0:
                while self._take_line():
                    pass  # Trailers mean nothing here.
                return b"".join(chunks)
            total += size
            if total > self.body_bytes_max:
                raise ProtocolError(413, f"the body is over {self.body_bytes_max} bytes")
            chunks.append(self._take(size))
            self._take_line()

    def _take_line(self):
        while True:
            end = self.buffer.find(b"\r\n")
            if end >= 0:
                line = self.buffer[:end]
                self.buffer = self.buffer[end + 2 :]
                return line
            if len(self.buffer) > HEADER_BYTES_MAX:
                raise ProtocolError(400, "a line is too long")
            if not self._receive():
                raise ProtocolError(400, "the request ends too early")

    def _take(self, length):
        if length > self.body_bytes_max:
            raise ProtocolError(413, f"the body is over {self.body_bytes_max} bytes")
        parts = [self.buffer[:length]]
        self.buffer = self.buffer[length:]
        missing = length - len(parts[0])
        while missing > 0:
            part = self.socket.recv(min(missing, 1 << 20))
            if not part:
                raise ProtocolError(400, "the request ends too early")
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)

    def _receive(self):
        part = self.socket.recv(65536)
        self.buffer += part
        return bool(part)
