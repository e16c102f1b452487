"""How a sending can go wrong. Each carries the sentence that staff read."""


class NotSent(Exception):
    """The message has certainly not arrived."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Later(NotSent):
    """Refused for now; the gaps between tries grow."""


class Away(NotSent):
    """The service is not there at all: no message can go, and none is to blame."""


class Never(NotSent):
    """Refused for good: the coordinator is asked to phone."""


class Doubtful(Exception):
    """Cut off when the message may already have arrived: a person decides."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
