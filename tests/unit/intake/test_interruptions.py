import multiprocessing
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from matchmaker.domain.tables import CREATORS, POSTS
from matchmaker.errors import StorageFailedError
from matchmaker.intake.importing import import_files
from matchmaker.store.catalogue import Catalogue
from tests.builders import a_creator, table
from tests.files import creators_csv, posts_csv, text_file

IMPORT = (
    "import sys; from pathlib import Path; from matchmaker.intake.importing import import_files; "
    "from matchmaker.store.catalogue import Catalogue; "
    "import_files([Path(name) for name in sys.argv[2:]], Catalogue(sys.argv[1]))"
)
POSTS_COUNT = 30_000


def test_an_import_killed_half_way_can_be_run_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'catalogue.sqlite'}"
    catalogue = Catalogue(url)
    catalogue.upsert(CREATORS, table("creators", [a_creator("ana")]))
    posts = posts_csv(tmp_path, [{"post_id": f"p{place}", "likes_count": place} for place in range(POSTS_COUNT)])
    child = subprocess.Popen([sys.executable, "-c", IMPORT, url, str(posts)])
    while catalogue.counts()["posts"] == 0 and child.poll() is None:
        time.sleep(0.01)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert 0 < catalogue.counts()["posts"] <= POSTS_COUNT
    import_files([posts], catalogue)
    assert catalogue.rows(POSTS)["likes_count"].sort().to_list() == list(range(POSTS_COUNT))
    assert sorted(path.name for path in tmp_path.glob("*posts*")) == ["posts.csv"]
    catalogue.close()


def test_two_imports_at_once_both_end_right(database_url: str, tmp_path: Path) -> None:
    rows = [{"post_id": f"p{place}", "likes_count": place} for place in range(11_000)]
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, order in zip(folders, (rows, rows[::-1]), strict=True):
        folder.mkdir()
        creators_csv(folder, "ana")
        posts_csv(folder, order)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        changes = pool.starmap(_import, [(database_url, folder) for folder in folders])
    catalogue = Catalogue(database_url)
    assert catalogue.rows(POSTS)["likes_count"].sort().to_list() == list(range(11_000))
    assert sum(changes) == 11_001
    catalogue.close()


def _import(url: str, folder: Path) -> int:
    """How many rows this import inserted."""
    catalogue = Catalogue(url)
    report = import_files([folder / "creators.csv", folder / "posts.csv"], catalogue)
    catalogue.close()
    return sum(counted.stored.inserted for file in report.files for counted in file.tables.values())


def test_a_disk_too_full_for_the_rejected_rows_is_said_and_leaves_no_half_file(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        words = pool.apply(_import_with_a_full_disk, (tmp_path,))
    assert "accepted rows are stored" in words
    assert sorted(path.name for path in tmp_path.glob("*creators*")) == ["creators.csv"]


def _import_with_a_full_disk(folder: Path) -> str:
    catalogue = Catalogue(f"sqlite:///{folder / 'catalogue.sqlite'}")
    lines = "".join(f"-{place},none,never,{'x' * 900}\n" for place in range(3_000))
    path = text_file(folder, "creators.csv", "creator_id,platform,observed_at,bio\n" + lines)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    with pytest.raises(StorageFailedError) as caught:
        import_files([path], catalogue)
    catalogue.close()
    return caught.value.detail


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    path = creators_csv(tmp_path, "-bad")
    (tmp_path / "creators.rejected.csv").mkdir()
    catalogue = Catalogue(f"sqlite:///{tmp_path / 'catalogue.sqlite'}")
    with pytest.raises(StorageFailedError, match="check the folder's rights"):
        import_files([path], catalogue)
    assert list(tmp_path.glob(".*")) == []
    catalogue.close()
