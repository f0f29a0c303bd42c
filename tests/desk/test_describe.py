"""A folder of tables gets a descriptor that the stock tool accepts."""

import pytest

from scripts.checks import check_package
from scripts.desk.describe import describe_folder
from scripts.package.read import read_package
from tests.trials.packages import ALONE, try_package


def test_a_drafted_descriptor_publishes_every_table(tmp_path):
    folder = tmp_path / "datasets" / "gdp"
    (folder / "more").mkdir(parents=True)
    (folder / "a.csv").write_text("year,value\n2020,1.5\n")
    (folder / "more" / "b.csv").write_text("n;s\n1;x\n")
    (finding,) = check_package(read_package(folder, tmp_path), {}, ALONE.vocabulary)
    assert "invoke describe gdp" in finding.fix_en
    describe_folder(folder)
    trial = try_package(folder, tmp_path)
    assert not trial.findings
    types = [{column.name: column.type for column in one.columns} for one in trial.dataset.tables]
    assert types == [{"year": "integer", "value": "number"}, {"n": "integer", "s": "text"}]
    with pytest.raises(FileExistsError):
        describe_folder(folder)


def test_a_folder_without_tables_gets_none(tmp_path):
    with pytest.raises(FileNotFoundError):
        describe_folder(tmp_path)
