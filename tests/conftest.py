"""What tests share: a copy of the project, the site built once, a real browser."""

import shutil
import subprocess
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

from scripts.build.site import ROOT, Folders, Result, build_site
from scripts.commands.browser import ensure_browser, launch_flags
from scripts.commands.serve import start_server

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
SOURCES = ("content/pages", "content/updates")
DATASETS = ("pingdingshan", "releases", "schemas", "vocabulary")
"""One place stands for all: with every place each build would take a minute."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write the golden pages anew")


def copy_project(target: Path) -> Folders:
    """The project's data and words in another folder, to be built or broken there."""
    for name in (*SOURCES, *(f"datasets/{one}" for one in DATASETS)):
        shutil.copytree(ROOT / name, target / name)
    return Folders(root=target, output=target / "output")


def copy_repository(target: Path, datasets: Collection[str] = DATASETS) -> None:
    """All files of the repository, as committed or as they stand, with some of the datasets."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    for name in filter(None, listed.stdout.split("\0")):
        other = name.startswith("datasets/") and name.split("/")[1] not in datasets
        if (ROOT / name).is_file() and not other:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)


@pytest.fixture
def project(tmp_path: Path) -> Folders:
    return copy_project(tmp_path / "project")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folders, Result]:
    folders = copy_project(tmp_path_factory.mktemp("site"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITE_HISTORY", str(ROOT))  # a copy of the files has no history of its own
        result = build_site(folders, quiet=True)
    assert not result.findings, result.findings
    return folders, result


@pytest.fixture(scope="session")
def site(built: tuple[Folders, Result]) -> Path:
    """The folder of the built site."""
    return built[0].output


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site served on loopback, under a base path as on a project page."""
    server = start_server(site, 0)
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(ensure_browser()), args=launch_flags()
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open an address in a window of its own; every request to another host fails the test."""
    contexts = []
    foreign: list[str] = []

    def open_at(
        url: str, *, width: int = 1280, dark: bool = False, javascript: bool = True
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            accept_downloads=True,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith(("http://127.0.0.1:", "data:", "blob:", "file:"))
                else foreign.append(request.url)
            ),
        )
        page.goto(url)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert not foreign
