"""Readers of public feeds on tiny hand-made files: units, moments and what is left unknown."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from matchmaker.intake.importing import import_files
from matchmaker.store.catalogue import Catalogue
from training.datasets import (
    facebook_live_sellers,
    facebook_page_posts,
    instagram_influencers_2017,
    instagram_insights_one_creator,
    instagram_timelines_2020,
    simulated_market,
    tiktok_vn_2025,
    youtube_daily_growth_2026,
)
from training.datasets.source import Source, SourceMissingError
from training.export import write_import_files


def write_csv(data: Path, source: Source, name: str, text: str) -> None:
    folder = data / source.folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())


def write_parquet(data: Path, source: Source, name: str, frame: pl.DataFrame) -> None:
    folder = data / source.folder
    folder.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(folder / name)


def test_instagram_posts_are_seen_their_age_after_their_day(tmp_path: Path) -> None:
    write_csv(
        tmp_path,
        instagram_influencers_2017.SOURCE,
        "any_name.csv.gz",
        "post_id,creator_id,date,age_days,caption,hashtags,mentions_public,n_mentions,has_location,multiple_images,likes\n"
        "p1,a,2017-04-01,30,tea @user #ad,ad,,1,1,0,54866\n",
    )
    write_csv(
        tmp_path,
        instagram_influencers_2017.SOURCE,
        "people.csv",
        "creator_id,followers,following,n_posts_total,has_website,bio\na,206135,953,876,1,tea\nsilent,5000,1,0,0,\n",
    )
    feeds = instagram_influencers_2017.read(tmp_path)
    post = feeds.posts.row(0, named=True)
    assert (post["posted_at"], post["observed_at"]) == (
        datetime(2017, 4, 1, tzinfo=UTC),
        datetime(2017, 5, 1, tzinfo=UTC),
    )
    assert (post["likes_count"], post["comments_count"], post["hashtags"], post["format"]) == (
        54866,
        None,
        ["ad"],
        "photo",
    )
    assert feeds.creators["observed_at"].to_list() == [datetime(2017, 5, 1, tzinfo=UTC)] * 2


def test_follower_counts_that_a_crawl_read_tenfold_are_put_right(tmp_path: Path) -> None:
    write_csv(
        tmp_path,
        instagram_influencers_2017.SOURCE,
        "posts.csv.gz",
        "post_id,creator_id,date,age_days,caption,hashtags,mentions_public,n_mentions,has_location,multiple_images,likes\n"
        "p1,a,2017-04-01,30,tea,,,0,0,0,800\n",
    )
    write_csv(
        tmp_path,
        instagram_influencers_2017.SOURCE,
        "creators.csv",
        "creator_id,followers,following,n_posts_total,has_website,bio\n"
        "tenfold,412000,1,0,0,\nexact,412345,1,0,0,\nsmall,199000,1,0,0,\nlarge,1400000,1,0,0,\n",
    )
    creators = instagram_influencers_2017.read(tmp_path).creators
    assert dict(creators.select("creator_id", "followers_count").rows()) == {
        "tenfold": 41_200,
        "exact": 412_345,
        "small": 199_000,
        "large": 1_400_000,
    }


def test_a_video_crawled_twice_keeps_its_first_counts_and_both_follower_counts(tmp_path: Path) -> None:
    columns = "video_id,creator_id,followers,posted,scraped,age_hours,duration_sec,caption,hashtags,original_sound,views,likes,comments,shares,saves\n"
    first = (
        "v1,a,304900.0,2025-05-21 09:44:45,2025-05-29 15:38:41,197.9,31,x,tea cup,1,541200.0,21900.0,,742.0,1098.0\n"
    )
    again = "v1,a,305400.0,2025-05-21 09:44:45,2025-06-06 10:16:49,384.5,30,x,tea cup,1,778100.0,30000.0,657,1161.0,1716.0\n"
    write_csv(tmp_path, tiktok_vn_2025.SOURCE, "b.csv", columns + again)
    write_csv(tmp_path, tiktok_vn_2025.SOURCE, "a.csv", columns + first)
    feeds = tiktok_vn_2025.read(tmp_path)
    assert feeds.posts.select("views_count", "comments_count", "hashtags").rows() == [(541200, None, ["tea", "cup"])]
    assert feeds.follower_counts["followers_count"].to_list() == [304900, 305400]
    assert feeds.creators["followers_count"].to_list() == [305400]


def test_timelines_have_no_followers_and_count_as_mature(tmp_path: Path) -> None:
    write_csv(
        tmp_path,
        instagram_timelines_2020.SOURCE,
        "posts.csv",
        "creator_id,post_id,posted,likes,comments,n_hashtags,n_mentions,caption_chars\n"
        "a,p1,2020-01-01 02:35:55+00:00,5824,123,2,1,35\n",
    )
    feeds = instagram_timelines_2020.read(tmp_path)
    assert feeds.posts["observed_at"].to_list() == [datetime(2020, 1, 29, 2, 35, 55, tzinfo=UTC)]
    assert feeds.posts.select("hashtags_count", "mentions_count", "caption_length").rows() == [(2, 1, 35)]
    assert feeds.creators["followers_count"].to_list() == [None]


def test_facebook_reactions_are_likes(tmp_path: Path) -> None:
    write_csv(
        tmp_path,
        facebook_live_sellers.SOURCE,
        "posts.csv",
        "post_id,page_id,status_type,posted,num_reactions,num_comments,num_shares\np1,pg,status,2012-07-15 02:51:00,15,3,1\n",
    )
    post = facebook_live_sellers.read(tmp_path).posts.row(0, named=True)
    assert (post["likes_count"], post["comments_count"], post["shares_count"], post["format"]) == (15, 3, 1, "text")


def test_page_posts_are_dated_by_their_weekdays_and_paid_ones_are_sponsored(tmp_path: Path) -> None:
    write_csv(
        tmp_path,
        facebook_page_posts.SOURCE,
        "any.csv",
        "Page_T_Likes,Type,Month,Weekday,Hour,Paid,T_Reach,comment,like,share\n"
        "135700,Photo,9,3,7,0.0,2500,0,54,16\n"
        "135700,Photo,9,2,11,1.0,3000,16,117,30\n"
        "135617,Status,9,3,10,,4000,1,115,21\n",
    )
    feeds = facebook_page_posts.read(tmp_path)
    days = [(moment.month, moment.day) for moment in feeds.posts["posted_at"]]  # Weekday 3 is a Tuesday
    assert days == [(9, 30), (9, 29), (9, 23)]
    assert feeds.posts["is_sponsored"].to_list() == [False, True, None]
    assert feeds.posts.select("format", "likes_count", "shares_count", "reach_count").row(2) == ("text", 115, 21, 4000)
    assert feeds.creators["followers_count"].to_list() == [135700]


def test_impressions_of_insights_are_views(tmp_path: Path) -> None:
    write_csv(
        tmp_path,
        instagram_insights_one_creator.SOURCE,
        "any.csv",
        "Date,Impressions,From Home,Saves,Comments,Shares,Likes,Hashtags,caption_chars,n_hashtags\n"
        "2021-12-10,3920,2586,98,9,5,162,#Tea #cup,112,2\n",
    )
    post = instagram_insights_one_creator.read(tmp_path).posts.row(0, named=True)
    assert (post["views_count"], post["likes_count"], post["saves_count"]) == (3920, 162, 98)
    assert (post["hashtags"], post["hashtags_count"], post["caption_length"]) == (["tea", "cup"], 2, 112)


def test_youtube_videos_beyond_the_newest_twenty_are_picked(tmp_path: Path) -> None:
    source = youtube_daily_growth_2026.SOURCE
    daily = {"date_utc": ["2026-01-20"], "channel": ["c"], "subscribers": [68_200], "views": [1], "videos": [3]}
    days = range(1, 23)
    videos = {
        "channel": ["c"] * 22,
        "video": [f"v{day:02d}" for day in days],
        "published_at": [f"2026-01-{day:02d}T10:00:00Z" for day in days],
        "snapshot_utc": ["2026-02-04T10:00:00+00:00"] * 22,
        "view_count": [100] * 22,
        "like_count": [1] * 22,
        "comment_count": [1] * 22,
        "duration_iso8601": ["PT10M"] * 22,
    }
    write_parquet(tmp_path, source, "daily.parquet", pl.DataFrame(daily))
    write_parquet(tmp_path, source, "videos.parquet", pl.DataFrame(videos))
    posts = youtube_daily_growth_2026.read(tmp_path).posts
    assert posts.filter("is_picked")["post_id"].to_list() == ["v01", "v02"]


def test_youtube_videos_of_up_to_three_minutes_are_shorts(tmp_path: Path) -> None:
    source = youtube_daily_growth_2026.SOURCE
    daily = pl.DataFrame(
        {
            "date_utc": ["2026-01-20", "2026-01-21"],
            "channel": ["c", "c"],
            "subscribers": [68_200, 68_300],
            "views": [1, 2],
            "videos": [3, 4],
        }
    )
    videos = pl.DataFrame(
        {
            "channel": ["c", "c"],
            "video": ["v1", "v2"],
            "published_at": ["2026-01-04T17:15:08Z", "2026-01-05T17:15:08Z"],
            "snapshot_utc": ["2026-02-04T10:09:16.423475+00:00"] * 2,
            "duration_iso8601": ["PT1M5S", "P1DT2H"],
            "view_count": [87_600, 5],
            "like_count": [1_442, 1],
            "comment_count": [107, 0],
        }
    )
    write_parquet(tmp_path, source, "one.parquet", daily)
    write_parquet(tmp_path, source, "two.parquet", videos)
    feeds = youtube_daily_growth_2026.read(tmp_path)
    assert feeds.posts.select("format", "duration_seconds").rows() == [("short_video", 65.0), ("video", 93_600.0)]
    assert feeds.creators.select("followers_count", "observed_at").rows() == [
        (68_300, datetime(2026, 1, 21, tzinfo=UTC))
    ]
    assert feeds.follower_counts.height == 2


def test_a_set_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceMissingError, match="instagram-timelines-2020"):
        instagram_timelines_2020.read(tmp_path)


def test_the_simulated_market_needs_no_files(tmp_path: Path) -> None:
    feeds = simulated_market.read(tmp_path, creators=20)
    assert feeds.creators.height == 20
    assert simulated_market.SOURCE.exists(tmp_path)
    assert feeds.posts.equals(simulated_market.read(tmp_path, creators=20).posts)


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_exported_feeds_are_accepted_by_the_ordinary_import(tmp_path: Path, kind: str) -> None:
    feeds = simulated_market.read(tmp_path, creators=18)
    paths = write_import_files(feeds, tmp_path / "out", kind)
    report = import_files(paths, Catalogue(f"sqlite:///{tmp_path / 'catalogue.sqlite'}"))
    stored = {name: table for file in report.files for name, table in file.tables.items()}
    assert {name: table.rows_accepted_count for name, table in stored.items()} == {
        "creators": feeds.creators.height,
        "posts": feeds.posts.height,
        "follower_counts": feeds.follower_counts.height,
    }
