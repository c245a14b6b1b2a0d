"""What people type and paste, and what they mean by it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.git import accepted
from analyzer.github.access import Server
from analyzer.github.addresses import Account, Clone, Named, TargetError, read_target
from analyzer.github.targets import is_at_hand, is_local, shown_target

PUBLIC = Server()
ENTERPRISE = Server("https://git.example.com/api/v3")
LOOPBACK = Server("http://127.0.0.1:8080/api/v3")
OCTOCAT = Account("octocat")
HELLO = Clone("https://github.com/octocat/hello")
HELLO_GIT = Clone("https://github.com/octocat/hello.git")


def part(text: str) -> Clone:
    return Clone(HELLO.url, text)


MEANT: tuple[tuple[str, Account | Named | Clone], ...] = (
    ("octocat", OCTOCAT),
    ("@octocat", OCTOCAT),
    ("  octocat \n", OCTOCAT),
    ("\u200boctocat\ufeff", OCTOCAT),
    ("octocat/hello", Named("octocat", "hello")),
    ("https://github.com/octocat", OCTOCAT),
    ("https://github.com/octocat/", OCTOCAT),
    ("https://github.com/@octocat", OCTOCAT),
    ("https://github.com:443/octocat", OCTOCAT),
    ("HTTPS://GitHub.com/octocat", OCTOCAT),
    ("http://github.com/octocat", OCTOCAT),
    ("https://www.github.com/octocat", OCTOCAT),
    ("www.github.com/octocat", OCTOCAT),
    ("github.com/octocat", OCTOCAT),
    ("github.com/octocat?tab=repositories", OCTOCAT),
    ("https://github.com/octocat?tab=repositories&q=#x", OCTOCAT),
    ("https://github.com/orgs/octo-org/repositories", Account("octo-org")),
    ("https://github.com/users/octocat/projects/1", OCTOCAT),
    ("https://github.com/sponsors/octocat", OCTOCAT),
    ("https://github.com/octocat/hello", HELLO),
    ("https://github.com/octocat/hello/", HELLO),
    ("https://github.com/octocat/hello.git", HELLO_GIT),
    ("https://github.com/octocat/hello.git/", HELLO_GIT),
    ("https://github.com//octocat//hello", HELLO),
    ("github.com/octocat/hello ", HELLO),
    ("http://github.com/octocat/hello", HELLO),
    ("git@github.com:octocat/hello.git", HELLO_GIT),
    ("github.com:octocat/hello", HELLO),
    ("ssh://git@github.com/octocat/hello.git", HELLO_GIT),
    ("ssh://git@github.com:22/octocat/hello", HELLO),
    ("git://github.com/octocat/hello.git", HELLO_GIT),
    ("git+https://github.com/octocat/hello", HELLO),
    ("https://github.com/octocat/hello?tab=readme-ov-file#usage", HELLO),
    ("https://github.com/octocat/hello/issues", HELLO),
    ("https://github.com/octocat/hello/actions/runs/1", HELLO),
    ("https://github.com/octocat/hello/tree/main/src", part("tree/main/src")),
    ("https://github.com/octocat/hello/blob/main/a.py#L3-L9", part("blob/main/a.py")),
    ("https://github.com/octocat/hello/pull/3", part("pull/3")),
    ("https://github.com/octocat/hello/commit/0a1b", part("commit/0a1b")),
    ("https://raw.githubusercontent.com/octocat/hello/main/a.py", HELLO),
    ("https://api.github.com/repos/octocat/hello/branches", HELLO),
    # Other places: a repository's address is what git clones, a page of it is not.
    ("https://gitlab.com/group/sub/project", Clone("https://gitlab.com/group/sub/project")),
    ("gitlab.com/ada/x/-/tree/main/src?ref=1", Clone("https://gitlab.com/ada/x", "-/tree/main/src")),
    ("git@gitlab.com:ada/x.git", Clone("https://gitlab.com/ada/x.git")),
    ("http://bitbucket.org/ada/x/src/main/", Clone("https://bitbucket.org/ada/x", "src/main")),
    ("https://codeberg.org/ada/x/issues", Clone("https://codeberg.org/ada/x")),
    ("https://huggingface.co/ada/bert/tree/main", Clone("https://huggingface.co/ada/bert", "tree/main")),
    ("https://huggingface.co/spaces/ada/demo", Clone("https://huggingface.co/spaces/ada/demo")),
    ("https://git.example.org/ada/x?tab=1#y", Clone("https://git.example.org/ada/x")),
    ("https://gist.github.com/0a1b2c.git", Clone("https://gist.github.com/0a1b2c.git")),
    # What may not be cloned stays as it is, and is refused with its reason where it would be.
    ("https://canary@github.com/octocat/hello", Clone("https://canary@github.com/octocat/hello")),
    ("ext::sh -c id", Clone("ext::sh -c id")),
)  # fmt: skip


@pytest.mark.parametrize(("typed", "meant"), MEANT)
def test_what_is_typed_means_what_it_obviously_means(typed: str, meant: Account | Named | Clone) -> None:
    assert read_target(typed, PUBLIC) == meant
    assert is_at_hand(typed, PUBLIC) is isinstance(meant, Clone)


@pytest.mark.parametrize(
    ("typed", "server", "meant"),
    [
        ("https://git.example.com/octocat", ENTERPRISE, OCTOCAT),
        ("git.example.com/octocat", ENTERPRISE, OCTOCAT),
        ("http://git.example.com/octocat/x", ENTERPRISE, Clone("https://git.example.com/octocat/x")),
        ("git@git.example.com:octocat/x.git", ENTERPRISE, Clone("https://git.example.com/octocat/x.git")),
        ("https://github.com/octocat/hello", ENTERPRISE, HELLO),
        ("127.0.0.1:8080/octocat", LOOPBACK, OCTOCAT),
        ("http://127.0.0.1:8080/octocat/x", LOOPBACK, Clone("http://127.0.0.1:8080/octocat/x")),
        ("https://github.com/octocat", LOOPBACK, OCTOCAT),
        ("github.acme.ghe.com/octocat", Server("https://api.github.acme.ghe.com"), OCTOCAT),
    ],
)
def test_a_server_of_ones_own_has_pages_too(typed: str, server: Server, meant: Account | Clone) -> None:
    assert read_target(typed, server) == meant


REFUSED = (
    ("", "the target is empty; give a path"),
    (" \u200b\n", "the target is empty"),
    ("https://github.com", "'github.com' is a page of GitHub, not an account or a repository; give the name"),
    ("https://github.com/topics/mlops", "'github.com/topics/mlops' is a page of GitHub"),
    ("https://github.com/orgs", "is a page of GitHub"),
    ("https://github.com/settings/profile", "is a page of GitHub"),
    ("github.com/octo_cat!", "is not the name of a GitHub account"),
    ("github.com/octocat/a b", "is not the name of a repository on GitHub"),
    ("https://gist.github.com/octocat/0a1b", "is about gists, and a gist is not assessed; give the name of"),
    ("https://gist.github.com/octocat", "is about gists"),
    ("https://api.github.com/users/octocat", "is no repository; give the name of an account, OWNER/NAME"),
    ("https://gitlab.com/ada", "is no repository, and accounts at GitLab cannot be listed; give the address "
     "of each repository, as in https://gitlab.com/OWNER/NAME"),
    ("https://gitlab.com/groups/ada/-/members", "accounts at GitLab cannot be listed"),
    ("https://bitbucket.org/ada/", "accounts at Bitbucket cannot be listed"),
    ("codeberg.org/ada", "accounts at Codeberg cannot be listed"),
    ("https://huggingface.co/ada", "accounts at Hugging Face cannot be listed"),
    ("https://huggingface.co/spaces/ada", "as in https://huggingface.co/spaces/OWNER/NAME"),
    ("https://gitlab.com/a b/c", "is not the address of a repository at GitLab"),
    ("a/b/c", "'a/b/c' does not exist; use the folder of a git repository"),
    ("git.example.org/ada/x", "of a repository on another server give the whole address, beginning with https"),
    ("octocat.github.io", "'octocat.github.io' does not exist"),
)  # fmt: skip


@pytest.mark.parametrize(("typed", "said"), REFUSED)
def test_what_means_no_repository_is_answered_with_the_remedy(typed: str, said: str) -> None:
    with pytest.raises(TargetError) as caught:
        read_target(typed, PUBLIC)
    assert said in str(caught.value)
    assert not is_at_hand(typed, PUBLIC)


def test_accounts_of_a_server_that_is_not_asked_are_refused() -> None:
    with pytest.raises(TargetError, match="looked up where GITHUB_API_URL says; unset it for one on github"):
        read_target("https://github.com/octocat", ENTERPRISE)


_HOSTS = st.sampled_from(
    "github.com www.github.com gist.github.com gitlab.com huggingface.co bitbucket.org git.example.com"
    " 127.0.0.1:8080 api.github.com raw.githubusercontent.com [::1] example.org".split()
)
_SCHEMES = st.sampled_from(["", "https://", "http://", "ssh://git@", "git@", "git+ssh://", "//", "ext::"])
_PATHS = st.text(st.sampled_from("/:@?#.-_~%aB1\\ \0\n\ud800\u202e"), max_size=30)
_TYPED = st.text() | st.builds(lambda *parts: "".join(parts), _SCHEMES, _HOSTS, _PATHS)


@given(_TYPED, st.sampled_from([PUBLIC, ENTERPRISE, LOOPBACK]))
def test_any_text_has_a_meaning_or_a_sentence(typed: str, server: Server) -> None:
    """Nothing else is raised, and what is on a known host is something that git may be given."""
    assert isinstance(shown_target(typed, server), str) and isinstance(is_local(typed), bool)
    try:
        meant = read_target(typed, server)
    except TargetError as error:
        assert str(error)
        return
    if isinstance(meant, Clone) and meant.url.startswith(("https://github.com/", "https://gitlab.com/")):
        assert accepted(meant.url) and urlsplit(meant.url).path.count("/") >= 2
    assert "://" not in (meant.login if isinstance(meant, Account) else "")
