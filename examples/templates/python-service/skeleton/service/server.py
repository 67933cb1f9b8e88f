"""Serves greetings over HTTP."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

from service.greeting import greeting_for


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlparse(self.path)
        if url.path == "/health":
            self.answer(200, {"status": "ok"})
        elif url.path == "/greeting":
            try:
                name = parse_qs(url.query).get("name", [None])[0]
                self.answer(200, {"greeting": greeting_for(name)})
            except ValueError as error:
                self.answer(400, {"error": str(error)})
        else:
            self.answer(404, {"error": "not found"})

    def answer(self, status, body):
        content = json.dumps(body).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "8000"))
    print(f"${{ values.name }} listens on {port}", flush=True)
    ThreadingHTTPServer(("", port), Handler).serve_forever()
