"""How GitHub's REST interface writes down accounts, repositories, commits and pull requests."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from tests.support.github_world import (
    ORGANIZATION,
    Account,
    AccountCommit,
    HistoryCommit,
    PullRequest,
    Repository,
    World,
)

API = "/api/v3"

Document = dict[str, Any]

_USER_URLS = {
    "url": "",
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}
_ORGANIZATION_URLS = {
    "url": "",
    "repos_url": "/repos",
    "events_url": "/events",
    "hooks_url": "/hooks",
    "issues_url": "/issues",
    "members_url": "/members{/member}",
    "public_members_url": "/public_members{/member}",
}
_REPOSITORY_URLS = {
    "url": "",
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}


def simple_user(account: Account, web: str) -> Document:
    """The short form of an account; `web` is the address of the server without a slash at the end."""
    at = f"{web}{API}/users/{account.login}"
    return {
        "login": account.login,
        "id": account.number,
        "node_id": _node("User", account.number),
        "avatar_url": f"{web}/avatars/u/{account.number}?v=4",
        "gravatar_id": "",
        "html_url": f"{web}/{account.login}",
        "type": account.type,
        "user_view_type": "public",
        "site_admin": False,
        **{key: at + rest for key, rest in _USER_URLS.items()},
    }


def public_user(account: Account, world: World, web: str) -> Document:
    """What everybody may read about a user; GitHub answers for an organisation in this form too."""
    return simple_user(account, web) | {
        "name": account.name,
        "company": None,
        "blog": "",
        "location": None,
        "email": account.email,
        "hireable": None,
        "bio": None,
        "twitter_username": None,
        "public_repos": _public_repositories(account, world),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": account.created_at,
        "updated_at": account.created_at,
    }


def private_user(account: Account, world: World, web: str) -> Document:
    """What the owner of a token reads about themselves."""
    private = sum(one.private for one in _owned(account, world))
    return public_user(account, world, web) | {
        "user_view_type": "private",
        "private_gists": 0,
        "total_private_repos": private,
        "owned_private_repos": private,
        "disk_usage": sum(one.size for one in _owned(account, world)),
        "collaborators": 0,
        "two_factor_authentication": True,
        "plan": {"name": "free", "space": 976562499, "collaborators": 0, "private_repos": 10000},
    }


def organization(account: Account, world: World, web: str) -> Document:
    """The full form of an organisation."""
    at = f"{web}{API}/orgs/{account.login}"
    return {
        "login": account.login,
        "id": account.number,
        "node_id": _node("Organization", account.number),
        **{key: at + rest for key, rest in _ORGANIZATION_URLS.items()},
        "avatar_url": f"{web}/avatars/u/{account.number}?v=4",
        "description": None,
        **({} if account.name is None else {"name": account.name}),
        **({} if account.email is None else {"email": account.email}),
        "twitter_username": None,
        "is_verified": False,
        "has_organization_projects": True,
        "has_repository_projects": True,
        "public_repos": _public_repositories(account, world),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "html_url": f"{web}/{account.login}",
        "type": ORGANIZATION,
        "created_at": account.created_at,
        "updated_at": account.created_at,
        "archived_at": None,
    }


def repository(one: Repository, world: World, web: str, viewer: str | None = None) -> Document:
    """A repository as lists show it; with a `viewer`, what that login may do there."""
    at = f"{web}{API}/repos/{one.full_name}"
    forks = sum((other.parent or "").casefold() == one.full_name.casefold() for other in world.repositories)
    document: Document = {
        "id": one.number,
        "node_id": _node("Repository", one.number),
        "name": one.name,
        "full_name": one.full_name,
        "owner": simple_user(_owner(one, world), web),
        "private": one.private,
        "visibility": "private" if one.private else "public",
        "description": one.description,
        "fork": one.parent is not None,
        **{key: at + rest for key, rest in _REPOSITORY_URLS.items()},
        "html_url": f"{web}/{one.full_name}",
        "clone_url": f"{web}/{one.full_name}.git",
        "git_url": f"git:{web.partition(':')[2]}/{one.full_name}.git",
        "ssh_url": f"git@{web.partition('//')[2].partition(':')[0]}:{one.full_name}.git",
        "svn_url": f"{web}/{one.full_name}",
        "mirror_url": None,
        "homepage": None,
        "language": None if one.empty else one.language,
        "license": None,
        "topics": [],
        "size": 0 if one.empty else one.size,
        "default_branch": one.default_branch,
        "archived": one.archived,
        "disabled": one.disabled,
        "is_template": False,
        "allow_forking": True,
        "web_commit_signoff_required": False,
        **dict.fromkeys(("stargazers_count", "watchers_count", "watchers"), 0),
        **dict.fromkeys(("open_issues_count", "open_issues"), 0),
        **dict.fromkeys(("forks_count", "forks"), forks),
        **dict.fromkeys(("has_issues", "has_projects", "has_wiki", "has_downloads"), True),
        **dict.fromkeys(("has_pages", "has_discussions"), False),
        "created_at": one.created_at,
        "updated_at": one.pushed_at,
        "pushed_at": one.created_at if one.empty else one.pushed_at,
    }
    if viewer is not None:
        affiliation = world.affiliation(one, viewer)
        write, owner = affiliation is not None, affiliation == "owner"
        document["permissions"] = {
            **dict.fromkeys(("admin", "maintain"), owner),
            **dict.fromkeys(("push", "triage"), write),
            "pull": True,
        }
    return document


def full_repository(one: Repository, world: World, web: str, viewer: str | None = None) -> Document:
    """A repository asked for by name: with the parent and the source of a fork."""
    document = repository(one, world, web, viewer) | {"subscribers_count": 0, "network_count": 0}
    owner = _owner(one, world)
    if owner.type == ORGANIZATION:
        document["organization"] = simple_user(owner, web)
    parent = world.repository(one.parent) if one.parent else None
    if parent is not None:
        document["parent"] = repository(parent, world, web, viewer)
        document["source"] = repository(_source(parent, world), world, web, viewer)
    return document


def commit_result(commit: AccountCommit, world: World, web: str) -> Document:
    """A commit that a search found."""
    where = world.repository(commit.repository)
    account = world.account(commit.login)
    if where is None or account is None:
        raise LookupError(f"the world lacks {commit.repository} or {commit.login}")
    signed = HistoryCommit(commit.sha, commit.sha, (), commit.name, commit.email, commit.date, commit.message)
    return _commit(signed, where, account, web) | {"repository": repository(where, world, web), "score": 1.0}


def listed_commit(commit: HistoryCommit, where: Repository, world: World, web: str) -> Document:
    """A commit in the list of a repository's commits; its author is an account only if GitHub ties it to one."""
    login = next((one.login for one in world.commits if one.email == commit.email), None)
    return _commit(commit, where, None if login is None else world.account(login), web)


def comparison(
    head: Repository, basehead: str, commits: Sequence[HistoryCommit], world: World, web: str
) -> Document:
    """What two branches are called and the commits that only the second one has; not which files they change."""
    page = f"{web}/{head.full_name}/compare/{quote(basehead, safe=':/')}"
    return {
        "url": f"{web}{API}/repos/{head.full_name}/compare/{quote(basehead, safe=':/')}",
        "html_url": page,
        "permalink_url": page,
        "diff_url": f"{page}.diff",
        "patch_url": f"{page}.patch",
        "commits": [listed_commit(one, head, world, web) for one in commits],
    }


def pull_request_result(pull: PullRequest, world: World, web: str) -> Document:
    """A pull request that an issue search found."""
    where = world.repository(pull.repository)
    account = world.account(pull.login)
    if where is None or account is None:
        raise LookupError(f"the world lacks {pull.repository} or {pull.login}")
    at = f"{web}{API}/repos/{where.full_name}"
    issue = f"{at}/issues/{pull.number}"
    page = f"{web}/{where.full_name}/pull/{pull.number}"
    return {
        "url": issue,
        "repository_url": at,
        "labels_url": f"{issue}/labels{{/name}}",
        "comments_url": f"{issue}/comments",
        "events_url": f"{issue}/events",
        "html_url": page,
        "id": where.number + pull.number,
        "node_id": _node("PullRequest", where.number + pull.number),
        "number": pull.number,
        "title": pull.title,
        "user": simple_user(account, web),
        "labels": [],
        "state": "open" if pull.merged_at is None else "closed",
        "locked": False,
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "comments": 0,
        "created_at": pull.created_at,
        "updated_at": pull.merged_at or pull.created_at,
        "closed_at": pull.merged_at,
        "author_association": "CONTRIBUTOR",
        "draft": False,
        "pull_request": {
            "url": f"{at}/pulls/{pull.number}",
            "html_url": page,
            "diff_url": f"{page}.diff",
            "patch_url": f"{page}.patch",
            "merged_at": pull.merged_at,
        },
        "score": 1.0,
    }


def _commit(commit: HistoryCommit, where: Repository, account: Account | None, web: str) -> Document:
    at = f"{web}{API}/repos/{where.full_name}"
    signature = {"name": commit.name, "email": commit.email, "date": commit.date}
    author = None if account is None else simple_user(account, web)
    return {
        "url": f"{at}/commits/{commit.sha}",
        "sha": commit.sha,
        "node_id": _node("Commit", where.number),
        "html_url": f"{web}/{where.full_name}/commit/{commit.sha}",
        "comments_url": f"{at}/commits/{commit.sha}/comments",
        "commit": {
            "url": f"{at}/git/commits/{commit.sha}",
            "author": signature,
            "committer": signature,
            "message": commit.message,
            "tree": {"url": f"{at}/git/trees/{commit.tree}", "sha": commit.tree},
            "comment_count": 0,
        },
        "author": author,
        "committer": author,
        "parents": [{"sha": parent, "url": f"{at}/commits/{parent}"} for parent in commit.parents],
    }


def _owner(one: Repository, world: World) -> Account:
    owner = world.account(one.owner)
    if owner is None:
        raise LookupError(f"nobody in the world owns {one.full_name}")
    return owner


def _source(one: Repository, world: World) -> Repository:
    seen: set[str] = set()
    while one.parent and one.full_name not in seen:
        seen.add(one.full_name)
        above = world.repository(one.parent)
        if above is None:
            break
        one = above
    return one


def _owned(account: Account, world: World) -> list[Repository]:
    return [one for one in world.repositories if one.owner.casefold() == account.login.casefold()]


def _public_repositories(account: Account, world: World) -> int:
    return sum(not one.private for one in _owned(account, world))


def _node(kind: str, number: int) -> str:
    return base64.b64encode(f"{kind}{number}".encode()).decode()
