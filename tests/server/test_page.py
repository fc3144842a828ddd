#!/usr/bin/env python3
"""The page for people, in headless Chromium."""
import json
import os
import re
import subprocess

from browser import Page
from serving import SLOW, add, check, equal, kamu, main, row, serve

BORN = "2020-01-01T00:00:00Z"

EVIL = "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>"


def token(server):
    answer = server.request("POST", "/platform/login", json.dumps({"loginMethod": "password", "loginCredentialsJson": json.dumps(
        {"login": "kamu", "password": "kamu.dev"})}).encode(), {"Content-Type": "application/json"})
    equal(answer[0], 200, answer[2])
    return json.loads(answer[2])["accessToken"]


def log_in(page, server):
    page.type("#token", token(server))
    page.click("#login button")
    page.wait("document.querySelector('#who').textContent === 'as kamu' && document.querySelector('button.go')")


def push(page, text):
    page.evaluate("document.querySelectorAll('.result').forEach(e => e.remove())")
    page.type(".source textarea", text)
    page.click("button.go")
    return page.wait("document.querySelector('.result')?.innerText")


def fetched(page):
    """Hosts that the page has asked."""
    return page.evaluate("[...new Set(performance.getEntriesByType('resource').map(e => new URL(e.name).origin))]")


def case_shows_what_anybody_may_read():
    kamu("-q", "init")
    add("open", at=BORN)
    add("closed", at=BORN)
    kamu("ingest", "open", "--stdin", stdin=row(1, "hello") + row(2))
    with serve() as s:
        equal(s.request("POST", "/graphql", json.dumps({"query": 'mutation($d: DatasetID!) { datasets { byId(datasetId: $d) { setVisibility(visibility: '
              '{private: {}}) { message } } } }', "variables": {"d": json.loads(s.request("GET", "/closed/metadata")[2])["output"]["seed"]["datasetId"]}}
              ).encode(), {"Authorization": "Bearer " + token(s)})[0], 200)
        with Page(s.url) as page:
            page.wait("document.querySelectorAll('#rows tbody tr').length === 2")
            equal(page.evaluate("document.title"), "Kamu API Server")
            text = page.text("body")
            check("open" in text and "closed" not in text, text)
            check("hello" in text and "anonymous" in text, text)
            check("You may not push here without an access token." in text, text)
            equal(page.evaluate("document.querySelectorAll('.drop').length"), 0, "forms")
            equal(page.evaluate("[...document.querySelectorAll('#facts dd')].slice(0, 2).map(e => e.innerText).join()"), "Root,2")
            equal(page.evaluate("[...document.querySelectorAll('#rows th')].map(e => e.innerText).join()"), "offset,op,system_time,t,id,v")
            log_in(page, s)
            check("closed" in page.text("nav"), page.text("nav"))
            equal(fetched(page), [s.url.rstrip("/")], "who is asked")
            equal(page.complaints, [])
            # kept for this tab only, and forgotten on demand
            equal(page.evaluate("[sessionStorage.length, localStorage.length, document.cookie].join()"), "1,0,")
            page.click("#forget")
            page.wait("document.querySelector('#who').textContent === 'anonymous'")
            equal(page.evaluate("sessionStorage.length"), 0)


def case_pushes_and_names_what_is_wrong():
    kamu("-q", "init")
    add("ds", "{kind: Ledger, primaryKey: [id]}", at=BORN)
    with serve() as s, Page(s.url) as page:
        log_in(page, s)
        check("Committed." in push(page, row(1) + row(2)), page.text())
        page.wait("document.querySelectorAll('#rows tbody tr').length === 2")
        page.wait("document.querySelectorAll('#facts dd')[1].innerText === '2'")
        check("Nothing was new." in push(page, row(1)), page.text())
        shown = push(page, row(3) + '{"t": "2020-01-01T00:00:00Z", "id": "three"}\n')
        for part in ("Line\n2", "Column\n37", "Field\nid", "Text\n\"three\"", "Expected\nInt64", "(400)"):
            check(part in shown, f"{part!r} is not in {shown!r}")
        equal(page.evaluate("document.querySelector('.result mark').innerText"), '"three"')
        # tried only; left out
        page.evaluate("document.querySelectorAll('.source input[type=checkbox]')[1].click()")
        check("nothing was committed" in push(page, row(7)), page.text())
        page.evaluate("document.querySelectorAll('.source input[type=checkbox]').forEach(e => e.click())")
        shown = push(page, row(8) + '{"t": "2020-01-01T00:00:00Z", "id": "eight"}\n' + row(9))
        check("Committed." in shown and "New\n2" in shown and "Rejected\n1" in shown and '"eight"' in shown, shown)
        page.evaluate("document.querySelectorAll('.source input[type=checkbox]')[0].click()")
        page.wait("document.querySelectorAll('#rows tbody tr').length === 4")
        check("Nothing to push" in push(page, ""), page.text())
        equal(page.complaints, ["Failed to load resource: the server responded with a status of 400 (Bad Request)"])


def case_takes_a_dropped_file():
    kamu("-q", "init")
    add("ds", at=BORN)
    with serve() as s, Page(s.url) as page:
        log_in(page, s)
        page.evaluate("""(() => {
            const d = new DataTransfer();
            d.items.add(new File(['2020-01-01T00:00:00Z,5,five\\n2020-01-01T00:00:01Z,6,six\\n'], 'rows.csv'));
            document.querySelector('.drop').dispatchEvent(new DragEvent('drop', {dataTransfer: d, bubbles: true, cancelable: true}));
        })()""")
        check("Committed." in page.wait("document.querySelector('.result')?.innerText"), page.text())
        equal(page.evaluate("document.querySelector('.source select').value"), "text/csv", "the media type follows the file's name")
        page.wait("document.querySelectorAll('#rows tbody tr').length === 2")


def case_shows_rows_as_they_come():
    kamu("-q", "init")
    add("ds", at=BORN)
    kamu("ingest", "ds", "--stdin", stdin=row(1))
    with serve() as s, Page(s.url) as page:
        page.wait("document.querySelector('#live')?.innerText === 'live'")
        for i in range(2, 5):
            equal(s.request("POST", "/ds/ingest", row(i).encode(), {"Authorization": "Bearer " + token(s), "Content-Type": "application/x-ndjson"})[0], 200)
            page.wait(f"document.querySelectorAll('#rows tbody tr').length === {i}", 10 * SLOW)
        equal(page.evaluate("[...document.querySelectorAll('#rows tbody tr')].map(r => r.children[4].innerText).join()"), "4,3,2,1", "newest first")
        check("live" in page.text(), page.text())
        page.wait("document.querySelectorAll('#facts dd')[1].innerText === '4'", 10 * SLOW)


def case_values_are_never_markup():
    kamu("-q", "init")
    manifest = ("kind: DatasetSnapshot\nversion: 1\ncontent:\n  name: evil\n  kind: Root\n  metadata:\n"
                "    - kind: AddPushSource\n      sourceName: %s\n      read: {kind: NdJson}\n      merge: {kind: Append}\n")
    kamu("-q", "add", "--stdin", stdin=manifest % json.dumps("it's " + EVIL))
    kamu("ingest", "evil", "--stdin", stdin=json.dumps({"event_time": "2020-01-01T00:00:00Z", EVIL: EVIL, "l": [EVIL]}) + "\n")
    with serve() as s, Page(s.url + "#" + EVIL) as page:
        page.wait("document.querySelectorAll('#rows tbody tr').length === 1")
        log_in(page, s)
        page.wait("document.querySelectorAll('#rows tbody tr').length === 1")  # once more
        text = page.text()
        check(text.count("onerror") >= 4, text)
        push(page, EVIL)
        page.type("#filter", EVIL)
        page.type("#token", EVIL + "\u00e4")
        page.click("#login button")
        page.wait("document.querySelector('#note').innerText.includes('not a token')")
        equal(page.evaluate("document.querySelectorAll('main img, main script, nav img').length"), 0)
        equal(page.evaluate("document.title"), "Kamu API Server")
        line = page.text("pre.curl")
        check("it'\\''s%20%3Cimg" in line and "<" not in line, line)


def case_the_shell_line_works():
    kamu("-q", "init")
    add("ds", at=BORN)
    with serve() as s, Page(s.url) as page:
        line = page.wait("document.querySelector('pre.curl')?.innerText")
        with open("data.ndjson", "w") as f:
            f.write(row(1))
        done = subprocess.run(line + " -s -w '%{http_code}'", shell=True, capture_output=True, text=True, env=dict(os.environ, TOKEN=token(s)))
        equal(done.stdout[-3:], "200", done)
        page.click("#reload")
        page.wait("document.querySelectorAll('#facts dd')[1].innerText === '1'")


def case_a_bad_token_is_told_of():
    kamu("-q", "init")
    add("ds", at=BORN)
    with serve() as s, Page(s.url) as page:
        page.wait("document.querySelector('#facts dd')")
        page.type("#token", "ka_NONSENSE")
        page.click("#login button")
        page.wait("document.querySelector('#note').innerText.includes('Authentication token invalid')")


def case_the_policy_forbids_other_scripts():
    with serve() as s:
        for path in ("/", "/graphql", "/graphql-legacy"):
            status, headers, body = s.request("GET", path)
            policy = headers["content-security-policy"]
            equal(status, 200)
            check("default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy, policy)
            style = body.split(b"<style>")[1].split(b"</style>")[0]
            check(not re.search(rb"(src|href)=\"(https?:)?//|style=\"|\son\w+=\"", body), f"{path} has parts from elsewhere, or that the policy forbids")
            check(b"url(" not in style and b"@import" not in style, f"{path} has styles from elsewhere")
            check(len(body) < 40000, f"{path}: {len(body)} bytes")
        with Page(s.url) as page:
            page.evaluate("(e => { e.textContent = \"document.title = 'broken'\"; document.body.append(e); })(document.createElement('script'))")
            equal(page.evaluate("document.title"), "Kamu API Server")
            check(any("Content Security Policy" in c for c in page.complaints), page.complaints)


def case_the_console_asks_graphql():
    kamu("-q", "init")
    add("ds", at=BORN)
    with serve() as s, Page(s.url + "graphql") as page:
        equal(page.evaluate("document.title"), "GraphiQL IDE")
        page.click("#form button")
        answer = page.wait("document.querySelector('#answer').innerText")
        equal(json.loads(answer)["data"]["datasets"]["byAccountName"]["nodes"][0]["alias"], "ds", answer)
        equal(page.complaints, [])


if __name__ == "__main__":
    raise SystemExit(main(globals()))
