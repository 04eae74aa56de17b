"""Persisted documents: asked by ids, of files and as clients send them; bounded; the only ones where that is set."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from answers import TODAY, memory
from builders import founded

from dateline.errors import InvalidInput
from dateline.web.app import create_app
from dateline.web.configuration import Configuration, DocumentSettings
from dateline.web.persisted_documents import NotPersisted, PersistedDocuments, documents_in, hash_of

GRAPHQL_JSON = "application/graphql-response+json"
ONE = "query One($slug: String!) { company(slug: $slug) { slug } }"
TWO = "{ log { position } }"
VARIABLES = {"slug": "mistral-ai"}


@asynccontextmanager
async def serving(**settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    configuration = Configuration(documents=DocumentSettings(**settings))
    app = create_app(await memory(founded("a")), today=lambda: TODAY, configuration=configuration)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dateline") as client:
        yield client


def written(folder: Path, **files: object) -> str:
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / name.replace("_", ".")).write_text(text, "utf-8")
    return str(folder)


def extension(document: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": hashlib.sha256(document.encode()).hexdigest()}}


def code_in(answer: httpx.Response) -> str:
    (error,) = answer.json()["errors"]
    return str(error["extensions"]["code"])


# Known documents.


async def test_documents_of_a_file_are_asked_by_id_and_by_hash(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        codegen_json={hash_of(ONE): ONE},
        relay_json={"3be4abb81fa595e25eb725b2c6a87508": TWO},
        apollo_json={
            "format": "apollo-persisted-query-manifest",
            "version": 1,
            "operations": [{"id": "mine", "name": "One", "type": "query", "body": ONE + " "}],
        },
        three_graphql="{ __typename }",
    )
    async with serving(file=folder) as client:
        for document_id in (hash_of(ONE), f"sha256:{hash_of(ONE)}", "mine", f"sha256:{hash_of(ONE + ' ')}"):
            posted = await client.post("/graphql", json={"documentId": document_id, "variables": VARIABLES})
            given = {"documentId": document_id, "variables": json.dumps(VARIABLES)}
            got = await client.get("/graphql", params=given)
            assert posted.json()["data"] == got.json()["data"] == {"company": {"slug": "mistral-ai"}}
            assert got.headers["etag"]
            again = await client.get(got.headers["content-location"])
            assert again.content == got.content
        relay = await client.post("/graphql", json={"documentId": "3be4abb81fa595e25eb725b2c6a87508"})
        assert relay.json()["data"] == {"log": {"position": "1"}}
        third = await client.post("/graphql", json={"documentId": f"sha256:{hash_of('{ __typename }')}"})
        assert third.json()["data"] == {"__typename": "Query"}


async def test_an_id_that_is_not_known_is_told_in_the_shape_of_answers() -> None:
    async with serving() as client:
        for accept, status in (("application/json", 200), (GRAPHQL_JSON, 400)):
            answer = await client.post("/graphql", json={"documentId": "x" * 900}, headers={"accept": accept})
            assert (answer.status_code, code_in(answer)) == (status, "PERSISTED_QUERY_NOT_FOUND")
            assert answer.headers["cache-control"] == "no-store"
            assert len(answer.content) < 700
        both = await client.post("/graphql", json={"documentId": "x", "query": TWO})
        assert (both.status_code, code_in(both)) == (400, "BAD_REQUEST")


async def test_only_what_is_known_is_answered_where_that_is_set(tmp_path: Path) -> None:
    folder = written(tmp_path, known_json={"one": ONE})
    async with serving(file=folder, only_known=True) as client:
        for body in ({"documentId": "one"}, {"query": ONE}, {"query": ONE, "extensions": extension(ONE)}):
            answer = await client.post("/graphql", json={**body, "variables": VARIABLES})
            assert answer.json()["data"] == {"company": {"slug": "mistral-ai"}}
        for body in ({"query": TWO}, {"query": TWO, "extensions": extension(TWO)}, {"query": "{ __schema { types"}):
            answer = await client.post("/graphql", json=body)
            assert (answer.status_code, code_in(answer)) == (200, "QUERY_NOT_IN_SAFELIST")
        hash_alone = await client.post("/graphql", json={"extensions": extension(TWO)})
        assert code_in(hash_alone) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"a_json": "{"}, "a.json: it is no manifest"),
        ({"a_json": ["x"]}, "a.json: it is no manifest"),
        ({"a_json": {"x": 3}}, "a.json: it is no manifest"),
        ({"a_json": {"format": "apollo-persisted-query-manifest", "operations": [{}]}}, "a.json: it is no manifest"),
        ({"a_json": {"x": ONE}, "b_json": {"x": TWO}}, "b.json: the id 'x' stands for another document"),
        ({"a_txt": "x"}, "there is no document in it"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_by_its_name(tmp_path: Path, files: dict[str, Any], why: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(why)):
        documents_in(Path(written(tmp_path, **files)))


async def test_a_server_does_not_start_without_its_documents(tmp_path: Path) -> None:
    for settings, why in (({"only_known": True}, "only_known"), ({"file": str(tmp_path / "no.json")}, "no such file")):
        with pytest.raises(InvalidInput, match=why):
            async with serving(**settings):
                pass


# Documents that clients send.


async def test_a_document_is_sent_once_and_its_hash_from_then_on() -> None:
    async with serving() as client:
        alone = {"extensions": json.dumps(extension(ONE)), "variables": json.dumps(VARIABLES)}
        for accept in ("application/json", f"{GRAPHQL_JSON}, application/json;q=0.9"):
            missing = await client.get("/graphql", params=alone, headers={"accept": accept})
            assert (missing.status_code, code_in(missing)) == (200, "PERSISTED_QUERY_NOT_FOUND")
            assert missing.json()["errors"][0]["message"] == "PersistedQueryNotFound"
            assert missing.headers["cache-control"] == "no-store"
        sent = await client.get("/graphql", params={**alone, "query": ONE})
        found = await client.get("/graphql", params=alone)
        posted = await client.post("/graphql", json={"extensions": extension(ONE), "variables": VARIABLES})
        assert found.json() == sent.json() == posted.json()
        assert found.json()["data"] == {"company": {"slug": "mistral-ai"}}
        held = await client.get("/graphql", params=alone, headers={"if-none-match": found.headers["etag"]})
        assert held.status_code == 304


async def test_a_document_about_the_schema_is_kept_by_its_hash_although_its_answer_was_there_already() -> None:
    document = "{ __schema { queryType { name } } }"
    async with serving() as client:
        plain = await client.post("/graphql", json={"query": document})
        sent = await client.post("/graphql", json={"query": document, "extensions": extension(document)})
        alone = await client.post("/graphql", json={"extensions": extension(document)})
        assert plain.json() == sent.json() == alone.json()


async def test_the_hash_is_of_the_document_as_it_was_written() -> None:
    apart = 'query Two { event(key: "e\u0301") { key } }'
    async with serving() as client:
        for body in (
            {"query": apart, "extensions": extension(apart)},
            {"extensions": extension(apart)},
        ):
            assert (await client.post("/graphql", json=body)).json()["data"] == {"event": None}


@pytest.mark.parametrize(
    "persisted",
    [{"version": 2, "sha256Hash": hash_of(ONE)}, {"version": 1}, {"version": 1, "sha256Hash": "x"}, "x", 3, [],
     {"version": 1, "sha256Hash": hash_of(ONE).upper()}, {"version": 1, "sha256Hash": hash_of(TWO)}],
)  # fmt: skip
async def test_what_is_no_hash_of_the_document_is_refused(persisted: object) -> None:
    async with serving() as client:
        body = {"query": ONE, "variables": VARIABLES, "extensions": {"persistedQuery": persisted}}
        answer = await client.post("/graphql", json=body)
        assert (answer.status_code, code_in(answer)) == (400, "BAD_REQUEST")
        hash_alone = await client.post("/graphql", json={"extensions": extension(ONE)})
        assert code_in(hash_alone) == "PERSISTED_QUERY_NOT_FOUND"


async def test_what_is_no_question_is_not_kept() -> None:
    async with serving() as client:
        for document in ("{", "{ nope }", "{ log { position } } { log { hash } }"):
            await client.post("/graphql", json={"query": document, "extensions": extension(document)})
            again = await client.post("/graphql", json={"extensions": extension(document)})
            assert code_in(again) == "PERSISTED_QUERY_NOT_FOUND"


def test_what_was_sent_is_kept_in_so_many_bytes() -> None:
    documents = PersistedDocuments({}, kept_bytes=10_000)
    sent = [f"{{ a{place} }}" + " " * 400 for place in range(40)]
    for document in sent:
        documents.keep(hash_of(document), document)
        assert documents.with_hash(hash_of(document)) == document
    gone = [document for document in sent if not known(documents, document)]
    assert gone == sent[: len(gone)]
    assert 20 < len(gone) < 30
    long = "x" * 2_000
    documents.keep(hash_of(long), long)
    assert not known(documents, long)


def known(documents: PersistedDocuments, document: str) -> bool:
    try:
        documents.with_hash(hash_of(document))
    except NotPersisted:
        return False
    return True
