"""A stranger can check a published site: the sums hold, every figure follows from the data."""

import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.audit import Tally, check_answers, check_tables, read_place
from scripts.audit.figures import says
from scripts.audit.records import STATUSES
from scripts.audit.run import prove_site
from scripts.audit.verdicts import Recorded, derive_verdict
from scripts.build.manifest import BUILD_MANIFEST, read_inputs, render_build_manifest
from scripts.build.site import ROOT
from scripts.core.archives import render_checksums
from scripts.core.files import read_tree
from scripts.core.model import Doubt, Evidence, Indicator, Observation, Target
from scripts.core.repository import git
from scripts.core.signing import GPG, MINISIGN, SUMS, SigningError, sign_sums
from scripts.core.site_identity import NOBODY
from scripts.derive.edition import derive_edition
from scripts.derive.verdicts import Record, judge
from scripts.downloads.ledger import render_place_ledger
from scripts.package.read import read_package, to_place
from scripts.package.vocabulary import read_vocabulary
from tests.conftest import copy_repository
from tests.place_files import render_downloads, render_drawings

PLACE = "pingdingshan"
PAGE = f"{PLACE}/indicators/gdp-growth/index.html"
MINIATURE = ROOT / "tests" / "packages" / "miniature"


@pytest.fixture(autouse=True)
def history(monkeypatch):
    """The session's site was built beside this project's history, and is checked beside it."""
    monkeypatch.setenv("SITE_HISTORY", str(ROOT))


@pytest.fixture
def copy(site, tmp_path):
    """The published site as somebody else has it."""
    return Path(shutil.copytree(site, tmp_path / "site"))


def test_an_intact_site_holds(built):
    folders, result = built
    proof = prove_site(folders.root, folders.output)
    assert proof.findings == ()
    assert proof.files == result.files
    assert proof.figures > 20_000
    assert proof.octets > 1_000_000


def test_the_sums_are_read_by_the_common_tool(site):
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", "--quiet", SUMS], cwd=site, check=True)
    listed = [line[66:] for line in (site / SUMS).read_text(encoding="utf-8").splitlines()]
    assert listed == sorted(read_tree(site).keys() - {SUMS})


def test_what_was_altered_removed_or_added_is_named(built, copy):
    (copy / PAGE).write_bytes((copy / PAGE).read_bytes() + b" ")
    (copy / "catalog.ttl").unlink()
    (copy / "added.html").write_text("new", encoding="utf-8")
    sums = (copy / SUMS).read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(n for n, line in enumerate(sums) if line.endswith("  sitemap.xml\n"))
    sums[at] = f"{'0' * 64}  sitemap.xml\n"
    (copy / SUMS).write_text("".join([*sums, "no sum at all\n"]), encoding="utf-8")
    found = prove_site(built[0].root, copy).findings
    assert {(one.file, one.code) for one in found} == {
        (PAGE, "sum-differs"),
        ("catalog.ttl", "file-missing"),
        ("added.html", "file-unlisted"),
        ("sitemap.xml", "sum-differs"),
        (SUMS, "sums-malformed"),
    }
    assert all(one.message_zh and one.message_en and one.fix_zh and one.fix_en for one in found)


def test_without_sums_nothing_is_trusted(built, copy):
    (copy / SUMS).unlink()
    found = prove_site(built[0].root, copy).findings
    assert [(one.file, one.code) for one in found] == [(SUMS, "file-missing")]


GDP = f"{PLACE}/indicators/gdp-growth/gdp-growth"
ALTERED = {
    f"{PLACE}/indicators/grain-output/index.html": ("不低于 225 万吨</h3>", "不低于 252 万吨</h3>"),
    f"en/{PLACE}/indicators/grain-output/index.html": (
        "at least 2.25 million tonnes</h3>",
        "at least 2.25 billion tonnes</h3>",
    ),
    f"{PLACE}/indicators/rd-intensity/index.html": (
        '结论：<a href="../../../method/#awaiting_data">本站未收录结果</a>',
        '结论：<a href="../../../method/#met">已完成</a>',
    ),
    f"{PLACE}/indicators/gdp/index.html": (">2929.4 亿元</td>", ">2992.4 亿元</td>"),
    PAGE: ("<strong>6.5%</strong> <small>", "<strong>5.6%</strong> <small>"),
    f"{PLACE}/index.html": (
        '</a> <a href="../method/#awaiting_data"',
        '</a> <a href="../method/#met"',
    ),
    f"en/{PLACE}/index.html": ("</a> <strong>120", "</a> <strong>102"),
    f"{GDP}.csv": (",equal,6.5,", ",equal,6.6,"),
    f"{GDP}.json": ('"value": 7.5', '"value": 7.6'),
    f"{PLACE}/targets/targets.csv": ("本站未收录结果", "已完成"),
    f"api/v1/{PLACE}/targets.json": ('"code": "awaiting_data"', '"code": "met"'),
    f"api/v1/{PLACE}/observations.json": ('"value": 8.7', '"value": 8.8'),
    f"api/v1/{PLACE}/place.json": ('"awaiting_data": 337', '"awaiting_data": 336'),
    "api/v1/places.json": ('"not_assessable": 18', '"not_assessable": 19'),
    f"api/v1/{PLACE}/reports/2024.json": ('"awaiting_data": 120', '"awaiting_data": 121'),
    f"data/{PLACE}/observations.csv": ("2929.4", "2929.5"),
}


def test_a_figure_that_was_altered_is_named_even_with_new_sums(built, copy):
    for path, (old, new) in ALTERED.items():
        text = (copy / path).read_text(encoding="utf-8")
        assert old in text, path
        (copy / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    (copy / f"{PLACE}/indicators/gdp/gdp.csv").unlink()
    (copy / SUMS).unlink()
    (copy / SUMS).write_bytes(render_checksums(read_tree(copy)))
    found = prove_site(built[0].root, copy).findings
    assert {one.file for one in found} == {*ALTERED, f"{PLACE}/indicators/gdp/gdp.csv"}
    (told,) = [one for one in found if one.file == f"{GDP}.csv"]
    assert "6.6" in told.message_zh
    assert "6.5" in told.message_en
    assert "2024-gdp-growth" in told.message_en


def test_the_task_says_how_much_was_compared_and_fails_on_a_difference(built, copy):
    command = [sys.executable, "-m", "invoke", "--search-root", str(ROOT), "verify", str(copy)]
    (copy / "catalog.ttl").unlink()
    done = subprocess.run(
        command, cwd=built[0].root, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 1
    assert "catalog.ttl" in done.stdout
    assert "字节 bytes，1 处不符 disagreements" in done.stdout


def test_a_site_from_elsewhere_is_the_same_byte_for_byte(site, tmp_path):
    """Another folder, home, zone, locale, umask, hash seed, process: nothing of them shows."""
    project = tmp_path / "别人的 copy"
    copy_repository(project)
    home = tmp_path / "home"
    home.mkdir()
    foreign = {
        "HOME": str(home),
        "LANG": "C",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "PYTHONUTF8": "1",
        "TZ": "America/St_Johns",
    }
    done = subprocess.run(
        [sys.executable, "-m", "invoke", "site"],
        cwd=project,
        env={**os.environ, **foreign},
        umask=0o077,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    first, second = read_tree(site), read_tree(project / "output")
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []


def test_the_build_manifest_says_what_is_needed_to_build_again(site):
    manifest = json.loads((site / BUILD_MANIFEST).read_bytes())
    assert manifest["commit"] == git(ROOT, "rev-parse", "HEAD").decode().strip()
    assert set(manifest["settings"]) == {"SITE_URL", "SITE_CONTACT"}
    assert {"pelican", "pandas", "jinja2"} <= manifest["dependencies"].keys()
    for path in ("pelicanconf.py", "scripts/build/site.py", f"datasets/{PLACE}/targets.csv"):
        assert len(manifest["inputs"][path]) == 64
    assert not any("__pycache__" in path for path in manifest["inputs"])
    assert not any("generated" in path for path in manifest["inputs"])


def test_the_manifest_names_the_commit_and_what_is_not_as_in_it(tmp_path, monkeypatch):
    monkeypatch.delenv("SITE_HISTORY")
    root = tmp_path / "project"
    (root / "datasets").mkdir(parents=True)
    for name in ("a.csv", "b.csv"):
        (root / "datasets" / name).write_text("x\n", encoding="utf-8")
    (root / "pyproject.toml").write_text(
        '[project]\nname = "p"\nversion = "1"\ndependencies = ["jinja2>=3"]\n', encoding="utf-8"
    )
    (root / "requirements.lock").write_text("", encoding="utf-8")
    identity = ("-c", "user.name=m", "-c", "user.email=m@example.org")
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "first"]):
        git(root, *command)
    first = json.loads(render_build_manifest(root, root))
    assert first["commit"] == git(root, "rev-parse", "HEAD").decode().strip()
    assert (first["clean"], first["changed"]) == (True, [])
    (root / "datasets/a.csv").write_text("y\n", encoding="utf-8")
    (root / "datasets/b.csv").unlink()
    (root / "datasets/c.csv").write_text("z\n", encoding="utf-8")
    second = json.loads(render_build_manifest(root, root))
    assert second["clean"] is False
    assert second["changed"] == ["datasets/a.csv", "datasets/b.csv", "datasets/c.csv"]
    assert list(read_inputs(root, root)) == ["datasets/a.csv", "datasets/c.csv"]


def test_every_status_of_another_place_is_derived_and_compared():
    files = read_tree(MINIATURE)
    place = read_place("qingshi", files)
    vocabulary = read_vocabulary(ROOT / "datasets" / "vocabulary")
    raw = read_package(MINIATURE, ROOT)
    edition = derive_edition(to_place(raw)[0], vocabulary.units)
    judged = [one for report in edition.reports for one in report.targets]
    assert place.verdicts == {
        one.target.target_id: (one.judgement.verdict, one.judgement.rule, source_of(one))
        for one in judged
    }
    assert set(STATUSES) == {place.status(key) for key in place.verdicts}
    drawings = render_drawings(edition, vocabulary.units)
    site = dict(render_downloads(edition, raw, vocabulary.units, drawings).files)
    site |= render_place_ledger(edition, NOBODY, "").files
    tally = Tally()
    check_tables(place, site, tally)
    check_answers(place, site, tally)
    assert {one.file for one in tally.findings if not one.file.startswith("api/")} == set()
    assert tally.figures > 100


def source_of(judged):
    """The source that a verdict rests on; empty where no row decides."""
    row = judged.judgement.observation or judged.judgement.evidence
    return row.source_id if row else ""


_NUMBERS = st.decimals(-50, 200, places=1)
_UNITS = st.sampled_from(["%", "个", "万个", "公里", "米"])
_TARGETS = st.fixed_dictionaries(
    {
        "target_id": st.just("t"),
        "kind": st.sampled_from(["quantitative", "milestone", "directional"]),
        "measure": st.sampled_from(["level", "increment", "growth", "share", "count"]),
        "comparator": st.sampled_from(
            ["", "at_least", "more_than", "at_most", "less_than", "equal", "about", "between"]
        ),
        "value": st.one_of(st.just(""), _NUMBERS.map(str)),
        "value_max": st.one_of(st.just(""), _NUMBERS.map(str)),
        "unit": _UNITS,
        "due": st.sampled_from(["", "2024", "2025"]),
        "baseline": st.sampled_from(["", "2020", "2022"]),
    }
)
_OBSERVATIONS = st.lists(
    st.fixed_dictionaries(
        {
            "period": st.sampled_from(
                ["2019", "2023", "2024", "2025", "2024-H1", "2024-Q3", "2024-05", "2025-12"]
            ),
            "value": _NUMBERS.map(str),
            "unit": _UNITS,
            "stage": st.sampled_from(["final", "preliminary", "cumulative"]),
            "source_id": st.just("s"),
        }
    ),
    max_size=4,
)


_EVIDENCE = st.lists(
    st.fixed_dictionaries(
        {
            "date": st.sampled_from(["2023", "2024", "2024-06", "2025-11-05", "2026-02"]),
            "finding": st.sampled_from(
                ["", "done", "partly", "under_way", "not_started", "dropped"]
            ),
            "share": st.sampled_from(["", "20", "50", "80"]),
            "source_id": st.just("s"),
        }
    ),
    max_size=3,
    unique_by=lambda row: row["date"],
)


def _typed(row, **others):
    typed = {key: value or None for key, value in row.items()}
    for name in ("value", "value_max"):
        typed[name] = Decimal(row[name]) if row.get(name) else None
    for name in ("due", "baseline"):
        typed[name] = int(row[name]) if row.get(name) else None
    return {**typed, "row": 2, **others}


@given(
    _TARGETS,
    st.sampled_from(["up", "down", "none"]),
    _OBSERVATIONS,
    st.sampled_from([None, "certain", "likely", "possible"]),
    _EVIDENCE,
    st.sampled_from(["", "2024-07-01", "2025-06-30", "2026-11-29"]),
    st.sampled_from([frozenset(), frozenset({2025}), frozenset({2025, 2026})]),
)
def test_both_readings_of_the_rules_agree(  # noqa: PLR0913, PLR0917 - all that decides
    target, direction, observations, doubt, evidence, as_of, read
):
    doubts = [] if doubt is None else [{"target_id": "t", "confidence": doubt}]
    said = judge(
        Target(**_typed(target, report_id="r", section_id="s", indicator_id="i")),
        Indicator(
            row=2, indicator_id="i", name_zh="名", name_en="name", unit="%",
            direction=direction, decimals=1, theme="t",
        ),
        Record(
            observations=[
                Observation(
                    row=2, indicator_id="i", source_id="s", period=one["period"],
                    unit=one["unit"], stage=one["stage"], value=Decimal(one["value"]),
                )
                for one in observations
            ],
            evidence=[
                Evidence(
                    row=2, evidence_id="e", target_id="t", source_id="s", statement_zh="述",
                    statement_en="stated", date=one["date"], finding=one["finding"] or None,
                    share=Decimal(one["share"]) if one["share"] else None,
                )
                for one in evidence
            ],
            doubts=[
                Doubt(
                    row=2, doubt_id="d", report_id="r", printed="1", reason_zh="疑",
                    reason_en="doubt", **one,
                )
                for one in doubts
            ],
            as_of=as_of,
            reports_read=read,
        ),
        report_year=2024,
        units={},
    )  # fmt: skip
    recorded = Recorded(
        observations=observations, evidence=evidence, doubts=doubts, as_of=as_of, years_read=read
    )
    row = said.observation or said.evidence
    source = row.source_id if row else ""
    assert (said.verdict, said.rule, source) == derive_verdict(target, direction, recorded, "2024")


@pytest.mark.parametrize(
    ("text", "language", "row"),
    [
        ("不低于 225 万吨", "zh", ("225", "", "万吨")),
        ("3–5 家", "zh", ("3", "5", "家")),
        ("at least 2.25 million tonnes", "en", ("225", "", "万吨")),
        ("50,000 households", "en", ("5", "", "万户")),
        ("about 6.5%", "en", ("6.5", "", "%")),
    ],
)
def test_a_figure_in_words_is_read_back(text, language, row):
    cells = dict(zip(("value", "value_max", "unit"), row, strict=True))
    assert says(text, cells, language)
    assert not says(text, {**cells, "value": "99"}, language)
    assert not says(text, {**cells, "unit": f"亿{cells['unit']}"}, language)


def test_no_key_no_signature():
    assert sign_sums(b"", {}) == {}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"SITE_SIGN_KEY": "/no/such/key", "PATH": ""}, "no such file"),
        ({"SITE_SIGN_KEY": __file__, "PATH": "/nowhere"}, "not installed"),
        ({"SITE_GPG_KEY": "nobody@example.org", "PATH": "/nowhere"}, "not installed"),
    ],
)
def test_a_signature_that_cannot_be_made_stops_the_build(settings, words):
    with pytest.raises(SigningError, match=words) as caught:
        sign_sums(b"", settings)
    finding = caught.value.finding()
    assert next(iter(settings)) in finding.message_zh
    assert finding.fix_zh
    assert finding.fix_en


@pytest.fixture
def keyring(tmp_path_factory):
    """A throw-away key of GnuPG in a keyring of its own."""
    if not shutil.which("gpg"):
        pytest.skip("no gpg")
    home = tmp_path_factory.mktemp("gpg")
    home.chmod(0o700)
    settings = {**os.environ, "GNUPGHOME": str(home), "SITE_GPG_KEY": "throw-away@example.org"}
    make = ["--batch", "--passphrase", "", "--quick-generate-key", settings["SITE_GPG_KEY"]]
    subprocess.run(["gpg", *make, "ed25519", "sign"], env=settings, check=True, capture_output=True)
    yield settings
    subprocess.run(["gpgconf", "--kill", "all"], env=settings, check=False)


def test_gnupg_signs_and_its_signature_holds(keyring, tmp_path):
    sums = b"00  a\n"
    signatures = sign_sums(sums, keyring)
    assert list(signatures) == [GPG]
    (tmp_path / SUMS).write_bytes(sums)
    (tmp_path / GPG).write_bytes(signatures[GPG])
    check = ["gpg", "--batch", "--verify", GPG, SUMS]
    subprocess.run(check, cwd=tmp_path, env=keyring, check=True, capture_output=True)
    (tmp_path / SUMS).write_bytes(b"01  a\n")
    with pytest.raises(subprocess.CalledProcessError):
        subprocess.run(check, cwd=tmp_path, env=keyring, check=True, capture_output=True)
    with pytest.raises(SigningError, match="SITE_GPG_KEY"):
        sign_sums(sums, {**keyring, "SITE_GPG_KEY": "nobody@example.org"})


def test_minisign_signs_and_its_signature_holds(tmp_path):
    if not shutil.which("minisign"):
        pytest.skip("no minisign")
    key, public = tmp_path / "key", tmp_path / "key.pub"
    make = ["minisign", "-G", "-W", "-f", "-s", str(key), "-p", str(public)]
    subprocess.run(make, check=True, capture_output=True)
    sums = b"00  a\n"
    signatures = sign_sums(sums, {**os.environ, "SITE_SIGN_KEY": str(key)})
    assert list(signatures) == [MINISIGN]
    (tmp_path / SUMS).write_bytes(sums)
    (tmp_path / MINISIGN).write_bytes(signatures[MINISIGN])
    check = ["minisign", "-V", "-p", str(public), "-m", SUMS, "-x", MINISIGN]
    subprocess.run(check, cwd=tmp_path, check=True, capture_output=True)
