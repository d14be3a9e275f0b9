"""The register's OpenAPI as it is served: what Litestar knows of the handlers, and what they check by themselves.

Bodies are read by hand, as they are bounded and their signature is checked first; so their forms and the signature's
headers are added here. Patterns are written as JSON Schema has them.
"""

from typing import Any, Final

import msgspec
from litestar import Request
from litestar.openapi.plugins import JsonRenderPlugin

from devswap import wire

_BODIES: Final = {"/enrol": wire.Enrol, "/desks/{desk}/hello": wire.Hello, "/desks/{desk}/entries": wire.Push}
_OPEN: Final = ("/health", "/ready", "/metrics")
_HEADERS: Final = {
    wire.DESK: ("The desk's id.", r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
    wire.REQUEST: ("A random id of this request, used once.", r"^[0-9A-Za-z-]{8,64}$"),
    wire.SIGNATURE: ("Ed25519 by the desk, over method, path with query, request id and body.", r"^[0-9a-f]{128}$"),
}


class Told(JsonRenderPlugin):
    """`/schema/openapi.json`, and nothing that would load a page's parts from elsewhere."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The document."""
        return super().render(request, told(openapi_schema))


def told(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the bodies and headers of what desks say."""
    _, forms = msgspec.json.schema_components(_BODIES.values(), ref_template="#/components/schemas/{name}")
    parts = document.get("components", {})
    made: dict[str, Any] = _plain({**document, "components": {**parts, "schemas": {**parts["schemas"], **forms}}})
    for path, operations in made["paths"].items():
        for method in operations.keys() & {"get", "post"} if path not in _OPEN else ():
            operation = operations[method]
            operation["parameters"] = [*operation.get("parameters", []), *_headers()]
            if method == "post":
                form = {"$ref": f"#/components/schemas/{_BODIES[path].__name__}"}
                operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": form}}}
    return made


def _headers() -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "header", "required": True, "description": words,
         "schema": {"type": "string", "pattern": pattern}}
        for name, (words, pattern) in _HEADERS.items()
    ]  # fmt: skip


def _plain(node: Any) -> Any:
    """With patterns whose ends are ECMA's and not Python's."""
    if isinstance(node, dict):
        return {
            key: value.replace(r"\A", "^").replace(r"\Z", "$")
            if key == "pattern" and isinstance(value, str)
            else _plain(value)
            for key, value in node.items()
        }
    return [_plain(value) for value in node] if isinstance(node, list) else node
