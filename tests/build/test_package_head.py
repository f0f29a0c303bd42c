"""What a build keeps in mind of a package: said again as it was, or not believed."""

import json

import pytest

from scripts.build.package_head import ClosedPackage, PackageHead, close_package, paths_of
from scripts.build.package_work import searched_words, with_decision
from scripts.build.parts import Made, Parts
from scripts.build.tree import FileRecord, SiteTree
from scripts.core.findings import Finding
from scripts.verify.built_page import describe

PAGE = (
    '<!doctype html><html lang="zh-CN"><head><title>{0}</title></head>'
    '<body data-pagefind-body><h1>{0}</h1><a href="{1}">x</a></body></html>'
)
FINDING = Finding(
    file="datasets/wells/wells.csv",
    code="x",
    message_zh="坏了",
    message_en="broken",
    fix_zh="修",
    fix_en="mend",
)


class Folder:
    """Parts in a folder, each with one page that leads somewhere."""

    def __init__(self, folder) -> None:
        tree = SiteTree(folder=folder)
        self.folder = folder
        self.parts = Parts(before={}, tree=tree, sources=tree, describe=describe)

    def add(self, name: str, address: str, to: str) -> None:
        html = PAGE.format(name, to).encode()
        files = {f"{address}index.html": html}
        self.parts.part(name, [], lambda: Made(files, {f"{name}.md": b"# x"}))

    def close(self, findings=()) -> ClosedPackage:
        self.parts.tell("package told", {"name": "wells"})
        files = (file.path for part in self.parts.now.values() for file in part.files)
        contents = {path: (self.folder / path).read_bytes() for path in files}
        return close_package(
            self.parts.now, contents, folder="datasets/wells", key="k", findings=findings
        )


@pytest.fixture
def folder(tmp_path):
    made = Folder(tmp_path)
    made.add("one", "data/wells/", "more/")
    made.add("two", "data/wells/more/", "../../../about/")
    return made


def test_a_head_is_said_again_as_it_was(folder):
    closed = folder.close([FINDING])
    head = PackageHead.load(closed.head)
    assert PackageHead.load(head.dump()) == head
    assert (head.name, head.folder, head.key, head.place) == ("wells", "datasets/wells", "k", False)
    assert sorted(head.addresses()) == ["data/wells/", "data/wells/more/"]
    assert [file.path for file in head.sources] == ["one.md", "two.md"]
    assert head.findings == [FINDING]
    _, decision = with_decision(head)
    assert (decision.outcome, decision.findings) == ("publish", (FINDING,))


def test_links_within_are_checked_and_those_that_lead_out_are_noted(folder):
    closed = folder.close()
    assert closed.faults == ()
    assert "about/" in json.dumps(json.loads(closed.head)["outward"])
    folder.add("three", "data/wells/three/", "#nowhere")
    assert [one.code for one in folder.close().faults] != []


def test_the_order_in_which_parts_were_made_does_not_show(folder):
    words = folder.close().searched
    folder.parts.now = dict(reversed(folder.parts.now.items()))
    assert folder.close().searched == words


def test_two_parts_have_no_file_together(folder):
    folder.add("twin of one", "data/wells/", "more/")
    with pytest.raises(ValueError, match="data/wells/"):
        folder.close()
    record = FileRecord("a", "", 0, 0)
    with pytest.raises(ValueError, match="'a'"):
        paths_of([record, record._replace(sha256="other")])


def test_a_head_that_is_none_is_told_to_be_none(folder):
    data = json.loads(folder.close().head)
    spoilt = [b"", b"3", b"[]", b"{}"]
    spoilt += [json.dumps({k: v for k, v in data.items() if k != name}).encode() for name in
               ("files", "told", "findings", "key")]  # fmt: skip
    spoilt += [json.dumps({**data, "files": [[1]]}).encode()]
    for one in spoilt:
        with pytest.raises((TypeError, ValueError, KeyError)):
            PackageHead.load(one)


@pytest.mark.parametrize("kept", [None, b"", b"{}", b'{"a": "of another build"}'])
def test_words_that_are_not_those_of_the_package_are_read_off_its_pages(folder, kept):
    closed = folder.close()
    head = PackageHead.load(closed.head)
    words = json.loads(closed.searched)
    assert sorted(words) == ["data/wells/index.html", "data/wells/more/index.html"]
    assert searched_words(head, kept, folder.folder) == words
    (folder.folder / "data/wells/index.html").unlink()
    assert searched_words(head, closed.searched, folder.folder) == words, "no page was read"


def test_a_sound_package_has_nothing_to_tell(folder):
    head = PackageHead.load(folder.close().head)
    assert with_decision(head) == [head]
