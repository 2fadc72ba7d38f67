#!/usr/bin/env python3
"""A web server on the loopback that behaves badly on purpose.

serve.py FOLDER: prints its port, then serves FOLDER/SET/FILE under /MODE/SET/FILE, where MODE is one of the
functions below, until its standard input ends.  What was asked for goes to FOLDER/log, a line a request."""
import http.server
import os
import select
import sys
import threading

FOLDER = sys.argv[1]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        _, mode, name = self.path.split("/", 2)
        asked = self.headers.get("Range")
        with open(os.path.join(FOLDER, "log"), "a") as log:
            log.write(f"{mode} {name} {asked or '-'}\n")
        self.close_connection = True
        self.name = name
        self.first = int(asked[6:].rstrip("-")) if asked else 0
        with open(os.path.join(FOLDER, name), "rb") as file:
            self.bytes = file.read()
        getattr(self, mode)()

    def head(self, code, length, *headers):
        self.send_response(code)
        self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def begin(self):
        """The head of a good answer, and the bytes that belong behind it."""
        whole = len(self.bytes)
        if self.first == 0:
            self.head(200, whole)
        elif self.first >= whole:
            self.head(416, 0, ("Content-Range", f"bytes */{whole}"))
        else:
            self.head(206, whole - self.first, ("Content-Range", f"bytes {self.first}-{whole - 1}/{whole}"))
        return self.bytes[self.first:]

    def ok(self):
        self.wfile.write(self.begin())

    def norange(self):
        self.first = 0
        self.ok()

    def cut(self):
        """A third of the file in every answer, which promised the rest."""
        self.wfile.write(self.begin()[:len(self.bytes) // 3 + 1])

    def drip(self):
        """A tenth."""
        self.wfile.write(self.begin()[:len(self.bytes) // 10 + 1])

    def nothing(self):
        self.begin()

    def stall(self):
        """A third of the file and no more, then silence for as long as the other side holds on."""
        self.wfile.write(self.begin()[:max(0, len(self.bytes) // 3 + 1 - self.first)])
        self.wfile.flush()
        select.select([self.connection], [], [])

    def unknown(self):
        """Of no stated length, its end is that of the connection: a third looks like all."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.bytes[:len(self.bytes) // 3])

    def wrong(self):
        """One bit changed in the last byte."""
        self.bytes = self.bytes[:-1] + bytes([self.bytes[-1] ^ 1])
        self.ok()

    def large(self):
        self.bytes = self.bytes + bytes(2 * len(self.bytes))
        self.ok()

    def misplaced(self):
        if self.first:
            self.head(206, 5, ("Content-Range", f"bytes {self.first + 1}-{self.first + 5}/{len(self.bytes)}"))
            self.wfile.write(b"bytes")
        else:
            self.cut()

    def missing(self):
        page = b"<html>no such page</html>"
        self.head(404, len(page))
        self.wfile.write(page)

    def moved(self):
        page = b"<html>it is elsewhere</html>"
        self.head(302, len(page), ("Location", f"/ok/{self.name}"))
        self.wfile.write(page)

    def away(self):
        self.head(302, 0, ("Location", f"http://example.org/{self.name}"))

    def file(self):
        self.head(302, 0, ("Location", "file:///etc/passwd"))

    def loop(self):
        self.head(301, 0, ("Location", self.path))


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, address):
        pass  # those who hang up are what this is about


server = Server(("127.0.0.1", 0), Handler)
server.daemon_threads = True
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
