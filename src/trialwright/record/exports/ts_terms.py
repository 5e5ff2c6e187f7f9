"""The trial summary parameters we fill, and CDISC's terms for the registry's codes.

Source: CDISC SDTM and Protocol Controlled Terminology 2025-03-28 (NCI EVS). Each term carries its
NCI code; what has no term in the list is written as registered, without a code.
"""

from __future__ import annotations

from typing import Final

CT_VERSION: Final = "2025-03-28"
CT_NAME: Final = "CDISC CT"

# Short name of the parameter and its name, in the order of the data set.
PARAMETERS: Final = {
    "TITLE": "Trial Title",
    "SPONSOR": "Clinical Study Sponsor",
    "SPREFID": "Sponsor's Study Reference ID",
    "REGID": "Registry Identifier",
    "STYPE": "Study Type",
    "TPHASE": "Trial Phase Classification",
    "TINDTP": "Trial Intent Type",
    "TTYPE": "Trial Type",
    "INDIC": "Trial Disease/Condition Indication",
    "KEYWORD": "Protocol Keyword",
    "SSTDTC": "Study Start Date",
    "SENDTC": "Study End Date",
    "PLANSUB": "Planned Number of Subjects",
    "ACTSUB": "Actual Number of Subjects",
    "NARMS": "Planned Number of Arms",
    "NCOHORT": "Number of Groups/Cohorts",
    "RANDOM": "Trial is Randomized",
    "TBLIND": "Trial Blinding Schema",
    "TCNTRL": "Control Type",
    "INTMODEL": "Intervention Model",
    "INTTYPE": "Intervention Type",
    "OBSMODEL": "Observational Model",
    "OBSTIMP": "Observational Time Perspective",
    "OBSTSMM": "Observational Study Sampling Method",
    "OBSTPOPD": "Obs Study Population Description",
    "TRGFUDUR": "Target Follow-Up Duration",
    "AGEMIN": "Planned Minimum Age of Subjects",
    "AGEMAX": "Planned Maximum Age of Subjects",
    "SEXPOP": "Sex of Participants",
    "HLTSUBJI": "Healthy Subject Indicator",
    "OBJPRIM": "Trial Primary Objective",
    "OBJSEC": "Trial Secondary Objective",
    "OUTMSPRI": "Primary Outcome Measure",
    "OUTMSSEC": "Secondary Outcome Measure",
    "OUTMSADD": "Additional Outcome Measure",
    "DMCIND": "Data Monitoring Committee Indicator",
    "FDADRIND": "FDA-Regulated Drug Study Indicator",
    "FDADEIND": "FDA-Regulated Device Study Indicator",
    "BRIND": "Biospecimen Retention Indicator",
    "BRDNAIND": "Biospecimen Retention Contains DNA Ind",
    "RTSPCDES": "Retained Biospecimen Description",
    "ADDON": "Added on to Existing Treatments",
    "ADAPT": "Adaptive Design",
    "LENGTH": "Trial Length",
    "STOPRULE": "Study Stop Rules",
}

Term = tuple[str, str]
YES: Final = ("Y", "C49488")
NO: Final = ("N", "C49487")

# For each parameter: the registry's code, and the term with its NCI code.
TERMS: Final[dict[str, dict[str, Term]]] = {
    "STYPE": {
        "EXPANDED_ACCESS": ("EXPANDED ACCESS", "C98722"),
        "INTERVENTIONAL": ("INTERVENTIONAL", "C98388"),
        "OBSERVATIONAL": ("OBSERVATIONAL", "C16084"),
        "PATIENT_REGISTRY": ("PATIENT REGISTRY", "C129000"),
    },
    "TPHASE": {
        "NA": ("NOT APPLICABLE", "C48660"),
        "EARLY_PHASE1": ("EARLY PHASE I", "C54721"),
        "PHASE1": ("PHASE I TRIAL", "C15600"),
        "PHASE1/PHASE2": ("PHASE I/II TRIAL", "C15693"),
        "PHASE2": ("PHASE II TRIAL", "C15601"),
        "PHASE2/PHASE3": ("PHASE II/III TRIAL", "C15694"),
        "PHASE3": ("PHASE III TRIAL", "C15602"),
        "PHASE4": ("PHASE IV TRIAL", "C15603"),
    },
    "TINDTP": {
        "BASIC_SCIENCE": ("BASIC SCIENCE", "C15714"),
        "DEVICE_FEASIBILITY": ("DEVICE FEASIBILITY", "C139174"),
        "DIAGNOSTIC": ("DIAGNOSIS", "C49653"),
        "HEALTH_SERVICES_RESEARCH": ("HEALTH SERVICES RESEARCH", "C15245"),
        "PREVENTION": ("PREVENTION", "C49657"),
        "SCREENING": ("SCREENING", "C71485"),
        "SUPPORTIVE_CARE": ("SUPPORTIVE CARE", "C71486"),
        "TREATMENT": ("TREATMENT", "C49656"),
    },
    "RANDOM": {"RANDOMIZED": YES, "NON_RANDOMIZED": NO, "NA": NO},
    "TBLIND": {
        "NONE": ("OPEN LABEL", "C49659"),
        "SINGLE": ("SINGLE BLIND", "C28233"),
        "OBSERVER": ("OBSERVER BLIND", "C187674"),
        "DOUBLE": ("DOUBLE BLIND", "C15228"),
    },
    "TCNTRL": {
        "ACTIVE_COMPARATOR": ("ACTIVE", "C49649"),
        "PLACEBO_COMPARATOR": ("PLACEBO", "C49648"),
        "SHAM_COMPARATOR": ("SHAM", "C184727"),
        "NO_INTERVENTION": ("NONE", "C41132"),
    },
    "INTMODEL": {
        "CROSSOVER": ("CROSS-OVER", "C82637"),
        "FACTORIAL": ("FACTORIAL", "C82638"),
        "PARALLEL": ("PARALLEL", "C82639"),
        "SEQUENTIAL": ("SEQUENTIAL", "C142568"),
        "SINGLE_GROUP": ("SINGLE GROUP", "C82640"),
    },
    "INTTYPE": {
        "BEHAVIORAL": ("BEHAVIORAL THERAPY", "C15184"),
        "BIOLOGICAL": ("BIOLOGIC", "C307"),
        "COMBINATION_PRODUCT": ("COMBINATION PRODUCT", "C54696"),
        "DEVICE": ("DEVICE", "C16830"),
        "DIAGNOSTIC_TEST": ("DIAGNOSTIC TEST", "C18020"),
        "DIETARY_SUPPLEMENT": ("DIETARY SUPPLEMENT", "C1505"),
        "DRUG": ("DRUG", "C1909"),
        "GENETIC": ("GENETIC", "C15238"),
        "PROCEDURE": ("PROCEDURE", "C98769"),
        "RADIATION": ("RADIATION", "C15313"),
    },
    "OBSMODEL": {
        "CASE_CONTROL": ("CASE CONTROL", "C15197"),
        "CASE_CROSSOVER": ("CASE CROSSOVER", "C127779"),
        "CASE_ONLY": ("CASE ONLY", "C15362"),
        "COHORT": ("COHORT", "C15208"),
        "ECOLOGIC_OR_COMMUNITY": ("ECOLOGIC OR COMMUNITY", "C127780"),
        "FAMILY_BASED": ("FAMILY BASED", "C15407"),
    },
    "OBSTIMP": {
        "CROSS_SECTIONAL": ("CROSS SECTIONAL", "C53310"),
        "PROSPECTIVE": ("PROSPECTIVE", "C15273"),
        "RETROSPECTIVE": ("RETROSPECTIVE", "C53312"),
    },
    "OBSTSMM": {
        "NON_PROBABILITY_SAMPLE": ("NON-PROBABILITY SAMPLE", "C127781"),
        "PROBABILITY_SAMPLE": ("PROBABILITY SAMPLE", "C71517"),
    },
    "SEXPOP": {
        "ALL": ("BOTH", "C49636"),
        "FEMALE": ("F", "C16576"),
        "MALE": ("M", "C20197"),
    },
    "BRIND": {"NONE_RETAINED": NO, "SAMPLES_WITH_DNA": YES, "SAMPLES_WITHOUT_DNA": YES},
    "BRDNAIND": {"SAMPLES_WITH_DNA": YES, "SAMPLES_WITHOUT_DNA": NO},
}
# Lists to which CDISC allows no term of our own.
CLOSED: Final = frozenset({"STYPE", "INTTYPE", "SEXPOP", "RANDOM", "BRIND", "BRDNAIND"})
