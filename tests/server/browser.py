"""Headless Chromium, driven through its DevTools pipe: no package but the browser is needed."""
import json
import os
import shutil
import subprocess
import tempfile
import time

from serving import Failed, Skipped

# Without these the browser asks the network for things of its own.
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-extensions", "--mute-audio"]


def program():
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        found = name and shutil.which(name)
        if found:
            return found
    raise Skipped("there is no Chromium here (apt-get install chromium)")


class Page:
    """One tab. evaluate() runs JavaScript in it, wait() until it is true."""

    def __init__(self, url):
        self.profile = tempfile.mkdtemp(prefix="kamu-chromium-")
        to_read, self.to = os.pipe()
        self.fro, to_write = os.pipe()
        path = program()
        # the browser reads commands from descriptor 3 and writes answers to 4
        script = f'exec "$0" "$@" 3<&{to_read} 4>&{to_write}'
        self.process = subprocess.Popen(["sh", "-c", script, path, *QUIET, "--remote-debugging-pipe", f"--user-data-dir={self.profile}", "about:blank"],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                        pass_fds=(to_read, to_write))
        os.close(to_read)
        os.close(to_write)
        self.n, self.rest, self.session = 0, b"", None
        self.complaints = []  # of the console, and exceptions that nobody caught
        try:
            target = self.call("Target.createTarget", url="about:blank")["targetId"]
            self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            for domain in ("Runtime", "Page", "Log"):
                self.call(domain + ".enable")
            self.call("Page.navigate", url=url)
            self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.to)
        os.close(self.fro)
        shutil.rmtree(self.profile, ignore_errors=True)

    def message(self):
        while b"\0" not in self.rest:
            got = os.read(self.fro, 1 << 20)
            if not got:
                raise Failed("the browser has gone away")
            self.rest += got
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def note(self, m):
        p = m.get("params", {})
        if m.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(p["exceptionDetails"].get("exception", {}).get("description") or p["exceptionDetails"]["text"])
        elif m.get("method") == "Log.entryAdded" and p["entry"]["level"] == "error":
            self.complaints.append(p["entry"]["text"])

    def call(self, method, **params):
        self.n += 1
        m = {"id": self.n, "method": method, "params": params}
        if self.session:
            m["sessionId"] = self.session
        os.write(self.to, json.dumps(m).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.n:
                if "error" in answer:
                    raise Failed(f"{method}: {answer['error']}")
                return answer["result"]
            self.note(answer)

    def evaluate(self, script):
        r = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in r:
            raise Failed(f"{script}: {r['exceptionDetails']['exception'].get('description')}")
        return r["result"].get("value")

    def wait(self, script, seconds=30):
        until = time.time() + seconds
        while time.time() < until:
            try:
                value = self.evaluate(f"(v => v instanceof Node ? true : v)({script})")
            except Failed as why:  # the page is being changed
                if "the browser has gone" in str(why):
                    raise
                value = None
            if value:
                return value
            time.sleep(0.05)
        raise Failed(f"not within {seconds} s: {script}\n{self.evaluate('document.body.innerText')}\n{self.complaints}")

    def text(self, selector="main"):
        return self.evaluate(f"document.querySelector({json.dumps(selector)})?.innerText")

    def type(self, selector, text):
        """As if typed: the field's events come."""
        self.evaluate(f"(e => {{ e.value = {json.dumps(text)}; e.dispatchEvent(new Event('input', {{bubbles: true}})); }})"
                      f"(document.querySelector({json.dumps(selector)}))")

    def click(self, selector):
        self.evaluate(f"document.querySelector({json.dumps(selector)}).click()")
