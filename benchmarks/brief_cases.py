"""What the benchmark of briefs asks of the human topic labels: words for each topic, sentences that rule out, neighbours.

All of it is our own judgement, written down before the figures were looked at.
"""

from collections.abc import Mapping

RULING_OUT = (
    "Avoid {words}.",
    "No {words} content, please.",
    "Not for people who post about {words}.",
    "We don't want creators who talk about {words}.",
)
WORDS: Mapping[str, str] = {
    "arts_&_culture": "art and museums",
    "business_&_entrepreneurs": "business and startups",
    "celebrity_&_pop_culture": "celebrities and pop culture",
    "diaries_&_daily_life": "everyday life",
    "family": "family life and kids",
    "fashion_&_style": "fashion and outfits",
    "film_tv_&_video": "films and TV shows",
    "fitness_&_health": "fitness and health",
    "food_&_dining": "food and cooking",
    "gaming": "video games",
    "learning_&_educational": "education and studying",
    "music": "music and concerts",
    "news_&_social_concern": "politics and news",
    "other_hobbies": "gardening and crafts",
    "relationships": "relationships and dating",
    "science_&_technology": "gadgets and science",
    "sports": "sports and matches",
    "travel_&_adventure": "travel and hiking",
    "youth_&_student_life": "student life",
}
NEIGHBOURS: Mapping[str, tuple[str, ...]] = {
    "arts_&_culture": ("film_tv_&_video", "music", "learning_&_educational"),
    "business_&_entrepreneurs": ("science_&_technology", "learning_&_educational"),
    "family": ("relationships", "diaries_&_daily_life"),
    "fashion_&_style": ("celebrity_&_pop_culture",),
    "film_tv_&_video": ("celebrity_&_pop_culture", "arts_&_culture", "music", "gaming"),
    "fitness_&_health": ("sports", "food_&_dining"),
    "food_&_dining": ("travel_&_adventure", "fitness_&_health"),
    "gaming": ("film_tv_&_video", "science_&_technology", "other_hobbies"),
    "learning_&_educational": (
        "youth_&_student_life",
        "arts_&_culture",
        "science_&_technology",
        "business_&_entrepreneurs",
    ),
    "music": ("celebrity_&_pop_culture", "arts_&_culture", "film_tv_&_video"),
    "other_hobbies": ("arts_&_culture", "gaming"),
    "science_&_technology": ("gaming", "business_&_entrepreneurs", "learning_&_educational"),
    "sports": ("fitness_&_health", "gaming"),
    "travel_&_adventure": ("food_&_dining", "sports"),
}
