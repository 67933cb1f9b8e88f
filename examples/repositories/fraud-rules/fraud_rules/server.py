"""Serves the score over HTTP."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

from fraud_rules.score import score


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        url = urlparse(self.path)
        query = parse_qs(url.query)
        if url.path == "/health":
            self.answer(200, {"status": "ok"})
        elif url.path == "/score":
            try:
                self.answer(200, {"score": score(int(query["cents"][0]), query["country"][0])})
            except (KeyError, ValueError) as error:
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
    print(f"fraud-rules listens on {port}", flush=True)
    ThreadingHTTPServer(("", port), Handler).serve_forever()
