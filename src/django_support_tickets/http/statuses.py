"""The HTTP status of each refusal."""

STATUS_BY_CODE = {
    "validation_error": 400,
    "file_too_large": 400,
    "invalid_file_type": 400,
    "permission_denied": 403,
    "not_found": 404,
    "ticket_not_found": 404,
    "ticket_closed": 409,
    "legal_hold": 409,
    "conflict": 409,
    "search_too_slow": 503,
    "storage_unavailable": 503,
}
