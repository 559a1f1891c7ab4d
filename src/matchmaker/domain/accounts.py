"""The canonical account columns: what any account-level head may read; absent is null, never 0."""

from matchmaker.domain.columns import Column, count, flag, measure, ratio, text

PROFILE_COLUMNS: tuple[Column, ...] = (
    text("username", "Handle without the @", longest=128),
    count("username_length", "Characters of the handle"),
    count("username_digits", "Digits in the handle"),
    count("username_trailing_digits", "Digits at the end of the handle"),
    count("username_letters", "Letters in the handle"),
    count("username_separators", "Dots, underscores and hyphens in the handle"),
    measure("username_entropy", "Shannon entropy of the handle's characters", "bits"),
    count("username_max_consonant_run", "Longest run of consonants in the handle"),
    ratio("username_vowel_ratio", "Vowels / letters of the handle"),
    ratio("username_digits_ratio", "Digits / characters of the handle"),
    text("display_name", "Name shown on the profile", longest=500),
    count("display_name_length", "Characters of the shown name"),
    count("display_name_words", "Words of the shown name"),
    ratio("display_name_digits_ratio", "Digits / characters of the shown name"),
    flag("name_equals_username", "The shown name is the handle"),
    text("bio", "Profile text"),
    count("bio_length", "Characters of the profile text"),
    count("bio_words", "Words of the profile text"),
    count("bio_urls", "Links in the profile text"),
    count("bio_hashtags", "Hashtags in the profile text"),
    count("bio_mentions", "Mentions in the profile text"),
    count("followers_count", "Followers"),
    count("following_count", "Accounts followed"),
    count("posts_count", "Posts ever made, as the platform shows it"),
    count("likes_given_count", "Likes given to others"),
    count("listed_count", "Public lists the account is on"),
    flag("has_profile_picture", "A picture other than the platform's default"),
    flag("has_banner", "A banner picture"),
    flag("has_link", "A link on the profile"),
    flag("has_location", "A location on the profile"),
    flag("is_private", "Posts hidden from strangers"),
    flag("is_verified", "Verified by the platform"),
    flag("is_default_profile", "The profile was never styled"),
    measure("account_age_days", "Age of the account when observed", "days"),
)

BEHAVIOUR_COLUMNS: tuple[Column, ...] = (
    measure("likes_per_post", "Mean likes of the account's posts", "count"),
    measure("comments_per_post", "Mean comments of the account's posts", "count"),
    measure("engagement_likes_ratio", "Likes per post / followers", "ratio"),
    measure("engagement_comments_ratio", "Comments per post / followers", "ratio"),
    measure("caption_length_mean", "Mean characters of a caption", "characters"),
    ratio("caption_empty_ratio", "Share of posts with no caption"),
    ratio("non_image_ratio", "Share of posts that are not single pictures"),
    ratio("location_tag_ratio", "Share of posts with a location"),
    measure("hashtags_per_post", "Mean hashtags of a post", "count"),
    measure("promotional_keywords_per_post", "Mean promotional words of a post", "count"),
    ratio("caption_self_similarity_ratio", "Mean cosine similarity between the account's own captions"),
    measure("post_interval_hours", "Mean time between posts", "hours"),
    measure("posts_per_day", "Posts per day of the account's life", "count per day"),
)

ACCOUNT_COLUMNS: tuple[Column, ...] = PROFILE_COLUMNS + BEHAVIOUR_COLUMNS
