from pathlib import Path

from matchmaker.domain.tables import TABLES_BY_NAME
from matchmaker.intake.importing import import_files
from matchmaker.store.catalogue import Catalogue
from tests.realdata import real_data
from training.datasets.instagram_influencers_2017 import read


def test_real_influencers_and_their_posts_are_imported_without_a_rejected_row(tmp_path: Path) -> None:
    feeds = read(real_data())
    files = [tmp_path / "posts.parquet", tmp_path / "creators.parquet"]
    for file in files:
        TABLES_BY_NAME[file.stem].conform(getattr(feeds, file.stem)).write_parquet(file)
    catalogue = Catalogue(f"sqlite:///{tmp_path / 'catalogue.sqlite'}")
    report = import_files(files, catalogue)
    assert report.rows_rejected_count == 0
    assert {name: count for name, count in catalogue.counts().items() if count} == {"creators": 1_486, "posts": 19_390}
    catalogue.close()
