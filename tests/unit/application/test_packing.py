from matchmaker.application.packing import packed, unpacked


def test_a_packed_text_comes_back_smaller_in_between() -> None:
    text = '{"likes_per_post_mean":[12.5,null,0.1],"creator_id":["ana","bob","Ω"]}' * 100
    small = packed(text.encode())
    assert (unpacked(small), len(small) < len(text) / 10) == (text, True)
