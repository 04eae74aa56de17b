"""`gql`, as a program in Python uses it."""

from __future__ import annotations

import re

import pytest
from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from graphql import GraphQLError

from dateline import docs

from .serving import Server

SHOWN = re.findall(r"^```python\n(.*?)^```", docs.page("clients"), re.MULTILINE | re.DOTALL)


def test_the_documentation_s_example_runs(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    for program in SHOWN:
        exec(program.replace("http://127.0.0.1:8000", server.address), {})
    assert capsys.readouterr().out.startswith("{'asOf': {'company': {'valuation': {'money': {'amount': '11700000000'")


WORTH = """
query Worth($slug: String!, $on: Edtf!) {
  asOf(on: $on) { company(slug: $slug) { name valuation { money { amount currency } } } }
}
"""


@pytest.fixture
def client(server: Server) -> Client:
    transport = HTTPXAsyncTransport(url=f"{server.address}/graphql")
    return Client(transport=transport, fetch_schema_from_transport=True)


async def test_it_reads_the_schema_and_asks(client: Client) -> None:
    async with client as session:
        worth = gql(WORTH)
        worth.variable_values = {"slug": "mistral-ai", "on": "2025-12-31"}
        told = await session.execute(worth)
        assert told["asOf"]["company"]["name"] == "Mistral AI"
        assert client.schema is not None
        assert str(client.schema.type_map["Query"].fields["asOf"].args["on"].type) == "Edtf"


async def test_what_the_schema_does_not_have_is_told_without_asking(client: Client) -> None:
    async with client as session:
        with pytest.raises(GraphQLError, match="Cannot query field 'worth'"):
            await session.execute(gql("{ asOf { worth } }"))


async def test_errors_come_with_their_code(client: Client) -> None:
    async with client as session:
        wrong = gql(WORTH)
        wrong.variable_values = {"slug": "mistral-ai", "on": "whenever"}
        with pytest.raises(TransportQueryError) as raised:
            await session.execute(wrong)
        assert raised.value.errors is not None
        assert raised.value.errors[0]["extensions"]["code"] == "BAD_USER_INPUT"
