"""A bridge to a work platform for tests: a real server on this machine that keeps what it was asked."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Bridge(ThreadingHTTPServer):
    """A bridge that keeps what it was asked and answers as told, one answer after another, then always with yes."""

    daemon_threads = True

    def __init__(self, *answers):
        super().__init__(("127.0.0.1", 0), Ask)
        self.answers, self.asked, self.released = list(answers), [], threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/send?agent=7"

    def handle_error(self, request, client_address):
        """Who hangs up is meant to."""


class Ask(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), body))
        answer = self.server.answers.pop(0) if self.server.answers else 200
        if answer == "silent":
            self.server.released.wait()
        elif answer == "cut":
            self.connection.shutdown(2)
        elif answer == "gibberish":
            self.wfile.write(b"\x00\x01 no answer at all\r\n\r\n")
        else:
            self.send_response(answer)
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_address[1]}/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)  # it repeats what it was told, the account too

    def log_message(self, *said):
        """Say nothing."""


@contextmanager
def standing(*answers):
    bridge = Bridge(*answers)
    thread = threading.Thread(target=bridge.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield bridge
    finally:
        bridge.released.set()
        bridge.shutdown()
        bridge.server_close()
        thread.join()
