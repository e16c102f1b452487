from programmes.models.programme import (
    Cohort,
    ImprovementArea,
    Programme,
    Standard,
    StandardsEdition,
    StudentEnrolment,
)

__all__ = ["Cohort", "ImprovementArea", "Programme", "Standard", "StandardsEdition", "StudentEnrolment"]
