from programmes.models.programme import (
    Cohort,
    ImprovementArea,
    ParticipationAim,
    Programme,
    Standard,
    StandardsEdition,
    StudentEnrolment,
)

__all__ = [
    "Cohort",
    "ImprovementArea",
    "ParticipationAim",
    "Programme",
    "Standard",
    "StandardsEdition",
    "StudentEnrolment",
]
