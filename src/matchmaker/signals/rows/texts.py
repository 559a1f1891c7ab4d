"""Patterns over captions and comments of any language and script."""

EMOJI = r"[\p{Extended_Pictographic}\p{Regional_Indicator}]"
WORD = r"[\p{L}\p{N}]"
NOT_WORDS = r"[^\p{L}\p{M}\p{N}]+"  # marks (\p{M}) carry the vowels of Arabic, Hindi and Thai: kept with the letters
MENTION = r"@[\p{L}\p{N}_.]+"
LINK = r"(?i)https?://|www\."
