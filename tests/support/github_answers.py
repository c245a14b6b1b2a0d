"""From a request to the answer that GitHub's REST interface gives: routes, pages, searches, refusals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from msgspec import Struct, field

from tests.support.github_documents import (
    API,
    Document,
    commit_result,
    comparison,
    full_repository,
    listed_commit,
    organization,
    private_user,
    public_user,
    pull_request_result,
    repository,
)
from tests.support.github_world import (
    ORGANIZATION,
    AccountCommit,
    PullRequest,
    Repository,
    World,
    history,
)

PAGE_SIZE, LARGEST_PAGE = 30, 100
SEARCH_RESULTS = 1000

Item = TypeVar("Item")


class Answer(Struct, frozen=True):
    """A status, a document to be written as JSON, and headers beside the usual ones."""

    status: int
    document: Any
    headers: Mapping[str, str] = field(default_factory=dict)


class Asked(Struct, frozen=True):
    """A request for `path` below the API's root by the account `viewer`; `rates` is that client's rate limits."""

    world: World
    web: str
    path: str
    query: Mapping[str, str]
    viewer: str | None
    rates: Mapping[str, Mapping[str, int]]


class UnsupportedError(Exception):
    """The request uses a part of GitHub that this double does not imitate."""


def error(status: int, message: str, headers: Mapping[str, str] | None = None, **more: object) -> Answer:
    """A refusal in GitHub's form."""
    document = {
        "message": message,
        "documentation_url": "https://docs.github.com/rest",
        "status": str(status),
        **more,
    }
    return Answer(status, document, headers or {})


def canonical(world: World, path: str) -> str:
    """`path` by names: links to further pages and redirects name accounts and repositories by number, as GitHub's do."""
    found = re.fullmatch(r"/(user|organizations|repositories)/(\d+)(/repos|/commits|)", path)
    if found:
        for account in world.accounts:
            if account.number == int(found[2]) and found[3] == "/repos":
                return f"/{'users' if found[1] == 'user' else 'orgs'}/{account.login}/repos"
        for one in world.repositories:
            if one.number == int(found[2]) and found[1] == "repositories":
                return f"/repos/{one.full_name}{found[3]}"
    return path


def answer(asked: Asked) -> tuple[str, Answer]:
    """The operation of the OpenAPI description that was asked for, and its answer.

    Raises UnsupportedError where GitHub has an answer and this double has none.
    """
    path = canonical(asked.world, asked.path)
    for pattern, operation, respond in _ROUTES:
        found = re.fullmatch(pattern, path)
        if found:
            return operation, respond(asked, *found.groups())
    raise UnsupportedError(f"no such endpoint here: {asked.path}")


def _not_found() -> Answer:
    return error(404, "Not Found")


def _user(asked: Asked, login: str) -> Answer:
    account = asked.world.account(login)
    return _not_found() if account is None else Answer(200, public_user(account, asked.world, asked.web))


def _organization(asked: Asked, login: str) -> Answer:
    account = asked.world.account(login)
    if account is None or account.type != ORGANIZATION:
        return _not_found()
    return Answer(200, organization(account, asked.world, asked.web))


def _own_account(asked: Asked) -> Answer:
    account = asked.world.account(asked.viewer) if asked.viewer else None
    if account is None:
        return error(401, "Requires authentication")
    return Answer(200, private_user(account, asked.world, asked.web))


def _repository(asked: Asked, full_name: str) -> Answer:
    one = asked.world.repository(full_name)
    former = asked.world.renamed_to(full_name)
    if one is None and former is not None and asked.world.visible(former, asked.viewer):
        url = f"{asked.web}{API}/repositories/{former.number}"
        return error(301, "Moved Permanently", {"Location": url}, url=url)
    if one is None or not asked.world.visible(one, asked.viewer):
        return _not_found()
    return Answer(200, full_repository(one, asked.world, asked.web, asked.viewer))


def _commits(asked: Asked, full_name: str) -> Answer:
    one = asked.world.repository(full_name)
    if one is None or not asked.world.visible(one, asked.viewer):
        return _not_found()
    if one.empty:
        return error(409, "Git Repository is empty.")
    if one.path is None:
        raise UnsupportedError(f"{full_name} is not on disk, so its commits cannot be listed")
    items, headers = _page(asked, history(one.path), f"/repositories/{one.number}/commits")
    return Answer(200, [listed_commit(item, one, asked.world, asked.web) for item in items], headers)


def _compare(asked: Asked, full_name: str, basehead: str) -> Answer:
    """The default branch of `full_name` against the one of a repository that it was forked from."""
    head = asked.world.repository(full_name)
    if head is None or not asked.world.visible(head, asked.viewer):
        return _not_found()
    found = re.fullmatch(r"([^:]+):(.+)\.\.\.([^:]+)", basehead)
    if found is None:
        raise UnsupportedError(f"no such comparison here: {basehead}")
    base = asked.world.repository(head.parent or "")
    if base is None or base.owner.casefold() != found[1].casefold():
        return _not_found()
    if (base.default_branch, head.default_branch) != (found[2], found[3]):
        return _not_found()
    if base.path is None or head.path is None:
        raise UnsupportedError(f"{full_name} or its parent is not on disk, so they cannot be compared")
    above, below = history(base.path), history(head.path)
    known, own = {one.sha for one in above}, {one.sha for one in below}
    common = next((one for one in below if one.sha in known), None)
    if common is None:
        return error(404, f"No common ancestor between {found[1]}:{found[2]} and {found[3]}.")
    ahead = [one for one in reversed(below) if one.sha not in known]
    behind = sum(one.sha not in own for one in above)
    path = f"/repositories/{head.number}/compare/{basehead}"
    items, headers = _page(asked, ahead, path)
    document = comparison(head, basehead, items, asked.world, asked.web)
    document |= {
        "base_commit": listed_commit(above[0], base, asked.world, asked.web),
        "merge_base_commit": listed_commit(common, base, asked.world, asked.web),
        "status": ("identical", "behind", "ahead", "diverged")[2 * bool(ahead) + bool(behind)],
        "ahead_by": len(ahead),
        "behind_by": behind,
        "total_commits": len(ahead),
    }
    return Answer(200, document, headers)


def _gone(asked: Asked) -> Answer:
    return _not_found()


def _repositories_of_user(asked: Asked, login: str) -> Answer:
    account = asked.world.account(login)
    if account is None:
        return _not_found()
    wanted = {"owner": ("owner",), "member": _MEMBER, "all": ("owner", *_MEMBER)}[
        asked.query.get("type", "owner")
    ]
    found = [
        one
        for one in asked.world.repositories
        if not one.private and asked.world.affiliation(one, login) in wanted
    ]
    return _list_of_repositories(asked, found, f"/user/{account.number}/repos", "full_name")


def _repositories_of_organization(asked: Asked, login: str) -> Answer:
    account = asked.world.account(login)
    if account is None or account.type != ORGANIZATION:
        return _not_found()
    fits = _ORGANIZATION_TYPES[asked.query.get("type", "all")]
    found = [
        one
        for one in asked.world.repositories
        if one.owner.casefold() == account.login.casefold()
        and asked.world.visible(one, asked.viewer)
        and fits(one)
    ]
    return _list_of_repositories(asked, found, f"/organizations/{account.number}/repos", "created")


def _own_repositories(asked: Asked) -> Answer:
    if asked.viewer is None:
        return error(401, "Requires authentication")
    kind = asked.query.get("type", "all")
    if "type" in asked.query and {"visibility", "affiliation"} & set(asked.query):
        return error(422, "If you specify visibility or affiliation, you cannot specify type.")
    affiliations = asked.query.get("affiliation", ",".join(("owner", *_MEMBER))).split(",")
    if kind in ("owner", "member"):
        affiliations = ["owner"] if kind == "owner" else list(_MEMBER)
    visibility = kind if kind in ("public", "private") else asked.query.get("visibility", "all")
    found = [
        one
        for one in asked.world.repositories
        if asked.world.affiliation(one, asked.viewer) in affiliations
        and visibility in ("all", "private" if one.private else "public")
    ]
    return _list_of_repositories(asked, found, "/user/repos", "full_name")


_MEMBER = ("collaborator", "organization_member")
_ORGANIZATION_TYPES: Mapping[str, Callable[[Repository], bool]] = {
    "all": lambda one: True,
    "public": lambda one: not one.private,
    "private": lambda one: one.private,
    "forks": lambda one: one.parent is not None,
    "sources": lambda one: one.parent is None,
    "member": lambda one: True,
}
_REPOSITORY_ORDERS: Mapping[str, Callable[[Repository], str]] = {
    "created": lambda one: one.created_at,
    "updated": lambda one: one.pushed_at,
    "pushed": lambda one: one.created_at if one.empty else one.pushed_at,
    "full_name": lambda one: one.full_name.casefold(),
}


def _list_of_repositories(asked: Asked, found: Sequence[Repository], path: str, default_order: str) -> Answer:
    order = asked.query.get("sort", default_order)
    direction = asked.query.get("direction", "asc" if order == "full_name" else "desc")
    by_name = sorted(found, key=_REPOSITORY_ORDERS["full_name"])
    ordered = sorted(by_name, key=_REPOSITORY_ORDERS[order], reverse=direction == "desc")
    items, headers = _page(asked, ordered, path)
    documents = [repository(one, asked.world, asked.web, asked.viewer) for one in items]
    return Answer(200, documents, headers)


def _page(asked: Asked, items: Sequence[Item], path: str) -> tuple[Sequence[Item], dict[str, str]]:
    size = min(max(_number(asked.query.get("per_page"), PAGE_SIZE), 1), LARGEST_PAGE)
    page = max(_number(asked.query.get("page"), 1), 1)
    last = max(-(-len(items) // size), 1)
    pages = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
    if page >= last:
        pages = {"prev": min(page - 1, last), "first": 1} if page > 1 else {}
    elif page == 1:
        pages = {"next": 2, "last": last}
    links = [
        f'<{asked.web}{API}{path}?{urlencode({**asked.query, "page": number})}>; rel="{name}"'
        for name, number in pages.items()
    ]
    part = items[(page - 1) * size : page * size]
    return part, {"Link": ", ".join(links)} if links else {}


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and re.fullmatch(r"\d{1,9}", text) else default


def _search(
    asked: Asked,
    items: Sequence[Item],
    conditions: Mapping[str, Callable[[Item, str], bool]],
    date: Callable[[Item], str],
    write: Callable[[Item, World, str], Document],
    **more: object,
) -> Answer:
    found = list(items)
    qualifiers = list(_qualifiers(asked.query.get("q", "")))
    if not qualifiers:
        return _invalid_search("missing", "The search contains no qualifiers or words.")
    for negated, name, value in qualifiers:
        if name not in conditions:
            raise UnsupportedError(f"no such search qualifier here: {name}")
        if name in ("author", "user", "org") and asked.world.account(value) is None:
            return _invalid_search(
                "invalid",
                "The listed users cannot be searched either because the users do not exist "
                "or you do not have permission to view the users.",
            )
        found = [item for item in found if conditions[name](item, value.casefold()) != negated]
    if "sort" in asked.query:
        found.sort(key=date, reverse=asked.query.get("order", "desc") == "desc")
    size = min(_number(asked.query.get("per_page"), PAGE_SIZE), LARGEST_PAGE)
    if _number(asked.query.get("page"), 1) * size > SEARCH_RESULTS + size - 1:
        return error(422, "Only the first 1000 search results are available")
    part, headers = _page(asked, found[:SEARCH_RESULTS], asked.path)
    documents = [write(item, asked.world, asked.web) for item in part]
    return Answer(
        200, {"total_count": len(found), "incomplete_results": False, "items": documents, **more}, headers
    )


def _qualifiers(text: str) -> Iterator[tuple[bool, str, str]]:
    for word in text.split():
        name, colon, value = word.partition(":")
        if not colon:
            raise UnsupportedError(f"no search for words here: {word}")
        yield name.startswith("-"), name.removeprefix("-"), value.strip('"')


def _invalid_search(code: str, message: str) -> Answer:
    problem = {"message": message, "resource": "Search", "field": "q", "code": code}
    return error(422, "Validation Failed", errors=[problem])


def _owner_is(item: AccountCommit | PullRequest, value: str) -> bool:
    return item.repository.partition("/")[0].casefold() == value


_COMMIT_CONDITIONS: Mapping[str, Callable[[AccountCommit, str], bool]] = {
    "author": lambda one, value: one.login.casefold() == value,
    "author-email": lambda one, value: one.email.casefold() == value,
    "user": _owner_is,
    "org": _owner_is,
    "repo": lambda one, value: one.repository.casefold() == value,
    "merge": lambda one, value: value == "false",
}
_PULL_REQUEST_CONDITIONS: Mapping[str, Callable[[PullRequest, str], bool]] = {
    "author": lambda one, value: one.login.casefold() == value,
    "user": _owner_is,
    "org": _owner_is,
    "repo": lambda one, value: one.repository.casefold() == value,
    "type": lambda one, value: value == "pr",
    "is": lambda one, value: {"pr": True, "public": True, "merged": one.merged_at is not None}[value],
}


def _commit_search(asked: Asked) -> Answer:
    commits = [one for one in asked.world.commits if _readable(asked, one.repository, asked.viewer)]
    return _search(asked, commits, _COMMIT_CONDITIONS, lambda one: one.date, commit_result)


def _issue_search(asked: Asked) -> Answer:
    viewer = None if "is:public" in asked.query.get("q", "").split() else asked.viewer
    return _search(
        asked,
        [one for one in asked.world.pull_requests if _readable(asked, one.repository, viewer)],
        _PULL_REQUEST_CONDITIONS,
        lambda one: one.created_at,
        pull_request_result,
        search_type="lexical",
    )


def _readable(asked: Asked, full_name: str, viewer: str | None) -> bool:
    one = asked.world.repository(full_name)
    return one is not None and asked.world.visible(one, viewer)


def _rate_limits(asked: Asked) -> Answer:
    return Answer(200, {"resources": asked.rates, "rate": asked.rates["core"]})


_ROUTES: Sequence[tuple[str, str, Callable[..., Answer]]] = (
    (r"/users/([^/]+)", "/users/{username}", _user),
    (r"/users/([^/]+)/repos", "/users/{username}/repos", _repositories_of_user),
    (r"/orgs/([^/]+)", "/orgs/{org}", _organization),
    (r"/orgs/([^/]+)/repos", "/orgs/{org}/repos", _repositories_of_organization),
    (r"/repos/([^/]+/[^/]+)", "/repos/{owner}/{repo}", _repository),
    (r"/repositories/\d+", "/repos/{owner}/{repo}", _gone),
    (r"/repos/([^/]+/[^/]+)/commits", "/repos/{owner}/{repo}/commits", _commits),
    (r"/repos/([^/]+/[^/]+)/compare/(.+)", "/repos/{owner}/{repo}/compare/{basehead}", _compare),
    (r"/user", "/user", _own_account),
    (r"/user/repos", "/user/repos", _own_repositories),
    (r"/search/commits", "/search/commits", _commit_search),
    (r"/search/issues", "/search/issues", _issue_search),
    (r"/rate_limit", "/rate_limit", _rate_limits),
)
