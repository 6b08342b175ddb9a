/** What every generated Python client begins with: the standard library is all that it needs. */
export const PYTHON_RUNTIME = String.raw`from __future__ import annotations

import base64
import gzip
import json
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from typing import Any, Dict, List, Literal, Mapping, Optional, Tuple, Union


class ApiError(Exception):
    """An answer of 4xx or 5xx."""

    def __init__(self, status: int, data: Any) -> None:
        super().__init__(f"The API answered {status}.")
        self.status = status
        self.data = data


@dataclass
class Context:
    """What the agent is about; it goes along in OCP headers."""

    agent_type: str = "generic_agent"
    context_id: str = field(default_factory=lambda: "ocp-" + uuid.uuid4().hex[:16])
    user: Optional[str] = None
    workspace: Optional[str] = None
    current_goal: Optional[str] = None
    session: Dict[str, Any] = field(default_factory=dict)

    def to_headers(self) -> Dict[str, str]:
        raw = json.dumps({key: value for key, value in vars(self).items()}, separators=(",", ":")).encode()
        packed = "gzip:" + base64.b64encode(gzip.compress(raw)).decode() if len(raw) > 1000 else base64.b64encode(raw).decode()
        found = {
            "OCP-Context-ID": self.context_id,
            "OCP-Agent-Type": self.agent_type,
            "OCP-Current-Goal": self.current_goal,
            "OCP-Agent-Goal": self.current_goal,
            "OCP-User": self.user,
            "OCP-Workspace": self.workspace,
            "OCP-Version": "1.0",
        }
        headers = {name: re.sub(r"[^\x20-\x7e]", "?", value)[:256] for name, value in found.items() if value}
        if len(packed) <= 8192:
            headers["OCP-Session"] = packed
        return headers


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect could take credentials and context to strangers."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def _encode(text: str) -> str:
    return urllib.parse.quote(text, safe="-._~")


def _show(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _pairs(name: str, value: Any, style: str, explode: bool, coded: Any) -> List[Tuple[str, str]]:
    if value is None:
        return []
    if style == "json":
        return [(name, coded(json.dumps(value, separators=(",", ":"), ensure_ascii=False)))]
    if isinstance(value, Mapping):
        entries = [(str(key), item) for key, item in value.items() if item is not None]
        if style == "deepObject":
            return [pair for key, item in entries for pair in _pairs(f"{name}[{key}]", item, style, explode, coded)]
        if explode:
            return [(key, coded(_show(item))) for key, item in entries]
        flat = [coded(part) for key, item in entries for part in (key, _show(item))]
        return [(name, ",".join(flat))] if flat else []
    if isinstance(value, (list, tuple)):
        items = [item for item in value if item is not None]
        if style == "deepObject":
            return [pair for at, item in enumerate(items) for pair in _pairs(f"{name}[{at}]", item, style, explode, coded)]
        if explode:
            return [(name, coded(_show(item))) for item in items]
        delimiter = {"spaceDelimited": "%20", "pipeDelimited": "%7C", "tabDelimited": "%09"}.get(style, ",")
        return [(name, delimiter.join(coded(_show(item)) for item in items))] if items else []
    return [(name, coded(_show(value)))]


def _path_text(name: str, value: Any, style: str, explode: bool) -> str:
    found = _pairs(name, value, style if style == "json" else "form", explode, _encode)
    if style == "matrix":
        return "".join(f";{_encode(key)}" + (f"={text}" if text else "") for key, text in found)
    texts = [f"{_encode(key)}={text}" if isinstance(value, Mapping) and explode else text for key, text in found]
    return "." + ("." if explode else ",").join(texts) if style == "label" else ",".join(texts)


class Client:
    def __init__(
        self,
        base_url: str = "{{server}}",
        *,
        token: Optional[str] = None,
        headers: Optional[Mapping[str, str]] = None,
        context: Optional[Context] = None,
        timeout: float = 30.0,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = dict(headers or {})
        self._token = token
        self.context = context
        self._timeout = timeout
        self._opener = urllib.request.build_opener(_NoRedirect())

    def _send(self, name: str, method: str, path: str, parameters: Any, body: Any, given: Dict[str, Any]) -> Any:
        headers = {"Accept": "application/json", **self._headers}
        if self._token is not None:
            headers["Authorization"] = f"Bearer {self._token}"
        if self.context is not None:
            headers.update(self.context.to_headers())
        query: List[str] = []
        cookies: List[str] = []
        holes: Dict[str, str] = {}
        for argument, wire, place, style, explode in parameters:
            value = given.get(argument)
            if value is None:
                continue
            if place == "path":
                holes[wire] = _path_text(wire, value, style, explode)
            elif place == "header":
                headers[wire] = ",".join(text for _, text in _pairs(wire, value, "form", False, str))
            elif place == "cookie":
                cookies += [f"{key}={text}" for key, text in _pairs(wire, value, "form", explode, _encode)]
            else:
                query += [f"{_encode(key)}={text}" for key, text in _pairs(wire, value, style, explode, _encode)]
        if cookies:
            headers["Cookie"] = "; ".join(cookies)

        def fill(hole: "re.Match[str]") -> str:
            text = holes.get(hole.group(1), "")
            if text in ("", ".", ".."):
                raise ValueError(f"{name}: {hole.group(1)} must not be empty or dots.")
            return text

        url = self._base_url + re.sub(r"\{([^{}]*)\}", fill, path)
        if query:
            url += ("&" if "?" in url else "?") + "&".join(query)
        data = None
        if body is not None:
            data, content_type = _encode_body(body, given)
            if data is not None:
                headers["Content-Type"] = content_type
        request = urllib.request.Request(url, data=data, headers=headers, method=method)
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return _read(response.read())
        except urllib.error.HTTPError as error:
            raise ApiError(error.code, _read(error.read())) from None

{{methods}}

def _encode_body(body: Any, given: Dict[str, Any]) -> Tuple[Optional[bytes], str]:
    kind, content_type, properties, required = body
    styles: Dict[str, str] = {}
    value = given.get("body")
    if properties is not None:
        styles = {wire: style for _, wire, style in properties}
        value = {wire: given[argument] for argument, wire, _ in properties if given.get(argument) is not None}
        if not value and not required:
            return None, content_type
    if value is None:
        return None, content_type
    if kind == "json":
        return json.dumps(value, ensure_ascii=False).encode(), content_type
    if kind == "form":
        pairs: List[Tuple[str, str]] = []
        for wire, item in value.items():
            style = styles.get(wire, "")
            if style:
                pairs += _pairs(wire, item, style.rstrip("*"), style.endswith("*"), str)
            else:
                pairs += _pairs(wire, item, "json" if isinstance(item, Mapping) else "form", True, str)
        return urllib.parse.urlencode(pairs).encode(), content_type
    if kind == "multipart":
        boundary = uuid.uuid4().hex
        parts: List[bytes] = []
        for wire, item in value.items():
            for one in item if isinstance(item, (list, tuple)) else [item]:
                safe = wire.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
                head = f'--{boundary}\r\nContent-Disposition: form-data; name="{safe}"'
                if isinstance(one, (bytes, bytearray)):
                    parts += [f'{head}; filename="{safe}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode(), bytes(one), b"\r\n"]
                else:
                    parts.append(f"{head}\r\n\r\n{_show(one)}\r\n".encode())
        parts.append(f"--{boundary}--\r\n".encode())
        return b"".join(parts), f"{content_type.split(';')[0]}; boundary={boundary}"
    return (bytes(value) if isinstance(value, (bytes, bytearray)) else _show(value).encode()), content_type


def _read(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode("utf-8", "replace")
`;
