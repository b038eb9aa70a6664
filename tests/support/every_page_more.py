"""Addresses of the pages of retention, destruction, requests, everything else, and the public; see `every_page`."""

RETENTION = """
/destruction: dpo elsewhere
/destruction/certificates: dpo elsewhere
/destruction/certificates/{certificate_id}: dpo
/destruction/new: recorder
/destruction/pending: dpo elsewhere
/destruction/pending/{pending_id}: dpo
/destruction/targets: dpo elsewhere
/destruction/targets/new: dpo
    /destruction/targets/new?holding={holding_id}
/destruction/targets/{target_id}: dpo
/destruction/{list_id}: dpo recorder
    /destruction/{fresh_list_id}
    /destruction/{to_committee_list_id}
    /destruction/{to_head_list_id}
    /destruction/{to_archives_list_id}
    /destruction/{to_approved_list_id}
/destruction/{list_id}/archives: recorder
    /destruction/{to_archives_list_id}/archives
/destruction/{list_id}/committee: recorder
    /destruction/{fresh_list_id}/committee
/destruction/{list_id}/decision: head
    /destruction/{to_head_list_id}/decision
/destruction/{list_id}/erasure: dpo
    /destruction/{to_approved_list_id}/erasure
/destruction/{list_id}/evidence: recorder
    /destruction/{to_approved_list_id}/evidence
/destruction/{list_id}/sign: reviewer
    /destruction/{to_committee_list_id}/sign
/health: admin
/today: dpo head auditor admin recorder elsewhere
/holdings: dpo elsewhere
/holdings/import: recorder
/holdings/import/{import_id}: recorder
    /holdings/import/{sheet_id}
/holdings/proposals: recorder
/retention: dpo elsewhere
/retention/holds: dpo elsewhere
/retention/holds/new: dpo
    /retention/holds/new?holding={holding_id}
/retention/holds/{hold_id}: dpo
/retention/runs: dpo
/retention/undatable: dpo
/retention/words: dpo elsewhere
/retention/work: recorder elsewhere
"""
REQUESTS = """
/requests: recorder elsewhere
/requests/arrivals: recorder elsewhere
/requests/limits: dpo
/requests/new: recorder
/requests/statistics: dpo
/requests/{request_id}: recorder
    /requests/{request_id}
    /requests/{granted_id}
    /requests/{letter_sent_id}
/requests/{request_id}/asks: recorder
    /requests/{asked_id}/asks
/requests/{request_id}/closing: recorder
/requests/{request_id}/decide: head
    /requests/{request_id}/decide
    /requests/{decided_id}/decide
/requests/{request_id}/effects: recorder
    /requests/{granted_id}/effects
    /requests/{request_id}/effects
/requests/{request_id}/effects/new: recorder
    /requests/{granted_id}/effects/new?kind=erasure&right=1&activity={activity_id}
    /requests/{granted_id}/effects/new?kind=kept&right=1&activity={activity_id}
    /requests/{granted_id}/effects/new?kind=restriction&right=2&activity={activity_id}
    /requests/{granted_id}/effects/new?kind=separation&right=3&activity={activity_id}
    /requests/{granted_id}/effects/new?kind=withdrawal&right=4&activity={activity_id}
/requests/{request_id}/identity: recorder
/requests/{request_id}/letters: recorder
    /requests/{lettered_id}/letters
    /requests/{request_id}/letters
/requests/{request_id}/letters/{number}: recorder
    /requests/{lettered_id}/letters/1
    /requests/{letter_sent_id}/letters/1
/requests/{request_id}/person: recorder
/requests/{request_id}/print: recorder
/requests/{request_id}/tasks: recorder
    /requests/{worked_id}/tasks
    /requests/{request_id}/tasks
/requests/{request_id}/timeline: recorder
"""
OTHERS = """
/: recorder reviewer head dpo auditor admin newcomer elsewhere
/contact-details: dpo recorder
    /contact-details
    /contact-details?q=ไม่มีหน่วยงานนี้
/contact-details/{office_id}: dpo recorder
    /contact-details/0
    /contact-details/59
/dashboard: dpo elsewhere
    /dashboard
    /dashboard?tables=1
/downloads: dpo auditor
/downloads/new: dpo
/exchange-log: dpo
/exchange-log/sources: dpo
/exchange-requests: dpo elsewhere
/exchange-requests/new: recorder
/exchange-requests/{request_id}: dpo
    /exchange-requests/{agency_request_id}
/procedures: recorder elsewhere
    /procedures
    /procedures?q=ไม่มีคำนี้
/procedures/new: recorder
/procedures/{procedure_id}: recorder head
/procedures/{procedure_id}/comments: recorder head
/procedures/{procedure_id}/edit: recorder
/rounds: dpo elsewhere
    /rounds
    /rounds?state=done
/rounds/new: dpo
/rounds/hand-over: dpo
/rounds/{round_id}: dpo recorder
/rounds/{round_id}/plan: dpo
/rounds/{round_id}/offices/{office_id}/records: dpo recorder
    /rounds/{round_id}/offices/4/records
    /rounds/{round_id}/offices/4/records?act=register_published&all=1
/rounds/{round_id}/report: dpo recorder
    /rounds/{round_id}/report?month=6
    /rounds/{round_id}/report?standing=late&cause=none&step=1
/rounds/{round_id}/offices/{office_id}: dpo recorder
    /rounds/{round_id}/offices/4
/rounds/{round_id}/offices/{office_id}/files: dpo recorder
    /rounds/{round_id}/offices/4/files
/findings: reviewer elsewhere
/findings/acceptances/{acceptance_id}/end: dpo
/findings/offices: dpo
/findings/scores: dpo
/findings/scores/records: dpo elsewhere
    /findings/scores/records
    /findings/scores/records?having=errors&drafts=1
/glossary: recorder
    /glossary
    /glossary?q=ไม่มีคำนี้
/help: recorder
/help/first-run: recorder
/help/{role}: recorder
    /help/recorder
/help/{role}/{task}: recorder
    /help/recorder/new-record
/imports: recorder elsewhere
/imports/{import_id}: recorder
/imports/{import_id}/records/{number}: recorder
    /imports/{import_id}/records/1
    /imports/{import_id}/records/2
/inbox: recorder newcomer
/design: recorder
/menu: recorder newcomer admin
/me/calendar: dpo
/me/notices: dpo
/my-tasks: recorder
/notices: admin
/offices/changes: admin
/offices/changes/{change_id}: admin
/packs: dpo newcomer
/packs/new: dpo
/packs/verify: auditor newcomer
/packs/{pack_id}: dpo
/packs/{pack_id}/share: dpo
/people: admin
    /people
    /people?name=ไม่มีคนนี้
    /people?mark=ending
/people/import: admin
/people/new: admin
/people/requests: head elsewhere
/people/{grant_id}/end: admin
/people/{person_id}: admin
/publications: dpo elsewhere
/queue: reviewer elsewhere
    /queue
    /queue?of=returned
/queue/sign: head elsewhere
/reminders: recorder elsewhere
/rights: newcomer recorder
/search: dpo newcomer
    /search
    /search?q=งาน
    /search?q=ไม่มีคำนี้ในทะเบียน
/separation: reviewer dpo
/systems: auditor elsewhere
/systems/map: auditor elsewhere
/systems/{system_key}: auditor
/trail: auditor
    /trail
    /trail?actor=ไม่มีคนนี้
/trail/check: auditor
/working-days: dpo
"""
PUBLIC = """
/auth/break-glass: stranger
/notices/unsubscribe/{token}: stranger
    /notices/unsubscribe/{unsubscribe}
/register-public: stranger
    /register-public
    /register-public?q=ไม่มีคำนี้ในทะเบียน
/register-public/{activity_id}: stranger
    /register-public/{public_id}
/register-public/{activity_id}/notice: stranger
    /register-public/{public_id}/notice
/report-breach: stranger
/report/{token}: stranger
/request-rights: stranger
/request-rights/status: stranger
/sign-in: stranger
    /sign-in
    /sign-in?after=/activities&ended=1
"""
#: By the part of the work: the walks share them between processes.
