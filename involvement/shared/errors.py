"""What a verb raises when it must not go on: a sentence for the person who asked."""


class Refused(Exception):
    """Allowed in general, but not now or not like this. The text is shown to the person as it stands."""

    def __init__(self, sentence: str, *, code: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
