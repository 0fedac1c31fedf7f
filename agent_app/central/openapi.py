"""The OpenAPI document of the endpoint, from the shapes both ends share and the table of problems."""

from functools import cache
from typing import Any

import msgspec

from agent_app import __version__
from agent_app.central.problems import MEDIA_TYPE, STATUS, TITLES
from agent_app.central.signing import BATCH, DICTIONARY, JSON, PAGE
from agent_app.wire import answers
from agent_app.wire.documents import (
    DeviceList,
    DeviceState,
    Enrolment,
    EnrolmentRequest,
    HeadDocument,
    InvitationRequest,
    InvitationSeen,
    Problem,
    ProblemDocument,
)

_EVERYWHERE = (
    Problem.SIZE,
    Problem.REQUEST,
    Problem.METHOD,
    Problem.TOO_MANY_REQUESTS,
    Problem.BUSY,
    Problem.INTERNAL,
)
_TOKEN = (Problem.TOKEN, Problem.CLOCK, Problem.UNKNOWN_DEVICE)
_BINARY = {"type": "string", "format": "binary"}


@cache
def document() -> bytes:
    """OpenAPI 3.1 as JSON."""
    shapes = [EnrolmentRequest, Enrolment, HeadDocument, DeviceState, DeviceList, ProblemDocument]
    _, components = msgspec.json.schema_components(shapes, ref_template="#/components/schemas/{name}")
    components["ProblemDocument"]["properties"]["code"] = {"type": "string", "enum": [code.value for code in Problem]}
    return msgspec.json.encode(
        {
            "openapi": "3.1.0",
            "info": {"title": "Keagenan centre", "version": __version__},
            "paths": _paths(),
            "components": {
                "schemas": components,
                "securitySchemes": {"device": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            },
        }
    )


def _paths() -> dict[str, Any]:
    head = _json(HeadDocument, "The head of the journal at the centre")
    return {
        "/v1/enrolments": {
            "post": {
                "summary": "An invitation or a certificate becomes the identity of a device",
                "requestBody": {"required": True, "content": {JSON: {"schema": _ref(EnrolmentRequest)}}},
                "responses": {
                    "201": _json(Enrolment, "Enrolled; the same code with the same key gets the same answer again"),
                    "200": _json(Enrolment, "Admitted again by certificate"),
                    **_problems(
                        Problem.CODE_UNKNOWN,
                        Problem.CODE_USED,
                        Problem.CODE_EXPIRED,
                        Problem.CERTIFICATE,
                        Problem.DEVICE_TAKEN,
                        Problem.PROTOCOL,
                        Problem.REVOKED,
                    ),
                },
            }
        },
        "/v1/invitations": {
            "post": {
                "summary": "For whom an invitation is; it can be used afterwards as before",
                "requestBody": {"required": True, "content": {JSON: {"schema": _ref(InvitationRequest)}}},
                "responses": {
                    "200": _json(InvitationSeen, "It could be used now"),
                    **_problems(Problem.CODE_UNKNOWN, Problem.CODE_USED, Problem.CODE_EXPIRED),
                },
            }
        },
        "/v1/head": {
            "get": _call(
                "The head document of the caller's journal",
                {"200": head},
                headers=(answers.HEAD_HEADER, answers.STATE_HEADER),
            )
        },
        "/v1/journal": {
            "post": _call(
                "Push a batch of any device of the cooperative",
                {"200": head},
                Problem.DICTIONARY,
                Problem.BATCH,
                Problem.CHAIN,
                Problem.SIGNATURE,
                Problem.NOT_FOUND,
                Problem.GAP,
                Problem.FORK,
                body={"required": True, "content": {BATCH: {"schema": _BINARY}}},
            ),
            "get": _call(
                "A signed batch of the caller's own journal or of another device of the same person",
                {"200": _bytes(BATCH, "One batch that begins with the line asked for")},
                Problem.REVOKED,
                Problem.STREAM,
                Problem.NOT_FOUND,
                query={"device": False, "from": True},
            ),
        },
        "/v1/feed": {
            "get": _call(
                "The page of a stream after a cursor; the empty cursor is its beginning",
                {"200": _bytes(PAGE, "Runs of lines, without the caller's own")},
                Problem.REVOKED,
                Problem.STREAM,
                Problem.CURSOR,
                query={"stream": True, "after": False},
            )
        },
        "/v1/dictionaries/{id}": {
            "get": _call(
                "A zstd dictionary by the id that a frame names",
                {"200": _bytes(DICTIONARY, "The dictionary, the same bytes for ever")},
                Problem.REVOKED,
                Problem.NOT_FOUND,
                path=("id",),
            )
        },
        "/v1/devices": {
            "get": _call(
                "The devices of the supervisor's branch, and what each last told of itself",
                {"200": _json(DeviceList, "Devices by number, also closed ones")},
                Problem.REVOKED,
                Problem.ROLE,
            )
        },
        "/v1/devices/{device}/revocation": {
            "post": _call(
                "Close a lost device of the supervisor's branch, another supervisor's at the word of two",
                {
                    "200": _json(DeviceList, "It is closed: the devices as they stand then"),
                    "202": _json(
                        DeviceList, "It is asked for: another supervisor of the branch has to ask for it, too"
                    ),
                },
                Problem.REVOKED,
                Problem.ROLE,
                Problem.OWN_DEVICE,
                Problem.NOT_FOUND,
                path=("device",),
            )
        },
        "/v1/receipts/{coop}/{number}": {"get": _PAPER},
        **{path: {"get": _plain(text)} for path, text in _OPERATIONS.items()},
    }


def _page(description: str) -> dict[str, Any]:
    return {"description": description, "content": {"text/html": {"schema": {"type": "string"}}}}


_PAPER: dict[str, Any] = {
    "summary": "What the centre holds of a paper: for whoever has its number and check, in words, unsigned",
    "parameters": [
        {"name": "coop", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "number", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "check", "in": "query", "required": True, "schema": {"type": "string"}},
    ],
    "responses": {
        "200": _page("Booked, reversed or under review, with rupiah and how far each month has come"),
        "404": _page("No paper has this number and check"),
        "429": _page("This address asks too often"),
    },
}

_OPERATIONS = {
    "/healthz": "Ok where a request would be answered; else 503 and what is in the way, a word a line",
    "/openapi.json": "This document",
}


def _call(
    summary: str,
    good: dict[str, Any],
    *problems: Problem,
    body: dict[str, Any] | None = None,
    query: dict[str, bool] | None = None,
    path: tuple[str, ...] = (),
    headers: tuple[str, ...] = (answers.HEAD_HEADER,),
) -> dict[str, Any]:
    call: dict[str, Any] = {"summary": summary, "security": [{"device": []}]}
    call["parameters"] = [
        {"name": name, "in": "query", "required": required, "schema": {"type": "string"}}
        for name, required in (query or {}).items()
    ]
    call["parameters"] += [
        {"name": name, "in": "path", "required": True, "schema": {"type": "integer"}} for name in path
    ]
    call["parameters"] += [
        {"name": name, "in": "header", "required": False, "schema": {"type": "string"}} for name in headers
    ]
    if body is not None:
        call["requestBody"] = body
    call["responses"] = good | _problems(*_TOKEN, *problems)
    return call


def _problems(*problems: Problem) -> dict[str, Any]:
    """Answers by status, each naming its codes."""
    by_status: dict[str, list[Problem]] = {}
    for code in (*problems, *_EVERYWHERE):
        by_status.setdefault(str(STATUS[code]), []).append(code)
    return {
        status: {
            "description": "; ".join(f"`{code.value}`: {TITLES[code]}" for code in codes),
            "content": {MEDIA_TYPE: {"schema": _ref(ProblemDocument)}},
        }
        for status, codes in sorted(by_status.items())
    }


def _ref(shape: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


def _json(shape: type[msgspec.Struct], text: str) -> dict[str, Any]:
    return {"description": text, "headers": _signature(), "content": {JSON: {"schema": _ref(shape)}}}


def _bytes(media_type: str, text: str) -> dict[str, Any]:
    return {"description": text, "headers": _signature(), "content": {media_type: {"schema": _BINARY}}}


def _signature() -> dict[str, Any]:
    return {answers.HEADER: {"required": True, "schema": {"type": "string"}}}


def _plain(text: str) -> dict[str, Any]:
    return {"summary": text, "responses": {"200": {"description": text}}}
