"""The closed lists of words that canonical tables share."""

PLATFORMS = ("instagram", "tiktok", "youtube", "twitter", "facebook", "twitch", "pinterest", "snapchat", "other")
FORMATS = ("photo", "carousel", "video", "short_video", "story", "live", "text", "link")
DELIVERABLES = ("post", "story", "short_video", "video", "live")
ATTRIBUTION_SOURCES = ("promo_code", "utm", "affiliate", "platform", "survey", "unknown")
