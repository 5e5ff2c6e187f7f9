"""Where the parts of a record stand: the paths that findings name."""

from __future__ import annotations

from typing import Final

# Not a path of the JSON record: the pairs above it on a registry page.
PAGE_HEADER: Final = "pageHeader"
PROTOCOL: Final = "protocolSection"
IDENTIFICATION: Final = f"{PROTOCOL}.identificationModule"
STATUS: Final = f"{PROTOCOL}.statusModule"
SPONSOR: Final = f"{PROTOCOL}.sponsorCollaboratorsModule"
OVERSIGHT: Final = f"{PROTOCOL}.oversightModule"
DESCRIPTION: Final = f"{PROTOCOL}.descriptionModule"
CONDITIONS: Final = f"{PROTOCOL}.conditionsModule"
DESIGN: Final = f"{PROTOCOL}.designModule"
ARMS: Final = f"{PROTOCOL}.armsInterventionsModule"
OUTCOMES: Final = f"{PROTOCOL}.outcomesModule"
ELIGIBILITY: Final = f"{PROTOCOL}.eligibilityModule"
CONTACTS: Final = f"{PROTOCOL}.contactsLocationsModule"
IPD: Final = f"{PROTOCOL}.ipdSharingStatementModule"
