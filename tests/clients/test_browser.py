"""GraphiQL in a browser: offline, under its policy, with what its address asks."""

from __future__ import annotations

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from .serving import Server

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@asynccontextmanager
async def opened(server: Server, folder: Path, **asked: str) -> AsyncIterator[tuple[Any, list[str]]]:
    """The page, and what its browser complains of: failures, what the policy forbids, requests to elsewhere."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not there: apt-get install chromium")
    try:
        from playwright.async_api import async_playwright
    except ImportError:
        pytest.skip("playwright is not there: pip install 'dateline[dev]'")
    async with async_playwright() as playing:
        browser = await playing.chromium.launch_persistent_context(folder, executable_path=chromium, args=FLAGS)
        page, wrong = await browser.new_page(), list[str]()
        page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda to: None if to.url.startswith((server.address, "data:")) else wrong.append(to.url))
        address = f"{server.address}/graphiql" + (f"?{urlencode(asked)}" if asked else "")
        await page.goto(address)
        await page.wait_for_selector(".graphiql-query-editor .CodeMirror-code")
        try:
            yield page, wrong
        finally:
            await browser.close()


async def shown(page: Any, text: str) -> None:
    """Waits until the text stands in the answer."""
    await page.locator(".result-window", has_text=text).wait_for()


async def test_a_question_is_asked_with_one_click(server: Server, tmp_path: Path) -> None:
    async with opened(server, tmp_path) as (page, wrong):
        tabs = await page.locator(".graphiql-tab-button").all_inner_texts()
        assert tabs == ["Valuation", "Company", "Ranking", "Change", "Contradictions"]
        for tab in tabs:
            await page.locator(".graphiql-tab-button", has_text=tab).click()
            await page.locator(".graphiql-execute-button").click()
            await shown(page, '"data": {')
            assert '"errors"' not in await page.locator(".result-window").inner_text(), tab
        await page.locator("button[aria-label*='Documentation Explorer']").click()
        await page.get_by_text("Root Types").wait_for()
        assert wrong == []


async def test_an_address_may_hold_the_question_and_its_variables(server: Server, tmp_path: Path) -> None:
    query = "query Named($slug: String!) { company(slug: $slug) { name } } query Other { __typename }"
    variables = json.dumps({"slug": "mistral-ai"})
    async with opened(server, tmp_path, query=query, variables=variables, operationName="Named") as (page, wrong):
        assert "query Named" in await page.locator(".graphiql-query-editor").inner_text()
        await page.locator(".graphiql-query-editor .CodeMirror").click()
        await page.keyboard.press("Control+Enter")
        await shown(page, "Mistral AI")
        assert wrong == []


@pytest.mark.parametrize("question", ["</script><script>alert(1)</script>", '{ a(b: "<img src=x onerror=alert(1)>") }'])
async def test_what_an_address_holds_is_not_run(server: Server, tmp_path: Path, question: str) -> None:
    async with opened(server, tmp_path, query=question) as (page, wrong):
        ran: list[str] = []
        page.on("dialog", lambda dialog: ran.append(dialog.message))
        assert "alert(1)" in await page.locator(".graphiql-query-editor").inner_text()
        assert (ran, wrong) == ([], [])
