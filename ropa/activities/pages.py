"""All pages of the register's records."""

from ropa.activities.pages_access import router as who_router
from ropa.activities.pages_changes import router as changes_router
from ropa.activities.pages_clone import router as clone_router
from ropa.activities.pages_copy import router as copy_router
from ropa.activities.pages_diagrams import router as diagrams_router
from ropa.activities.pages_edit import router as edit_router
from ropa.activities.pages_flow import router as flow_router
from ropa.activities.pages_history import router as history_router
from ropa.activities.pages_life import routers as life_routers
from ropa.activities.pages_list import router as list_router
from ropa.activities.pages_new import router as new_router
from ropa.activities.pages_open import router as open_router
from ropa.activities.pages_record import router as record_router
from ropa.activities.pages_systems import router as systems_router
from ropa.activities.pages_work import router as work_router

routers = (
    list_router,
    new_router,
    clone_router,
    copy_router,
    open_router,
    record_router,
    diagrams_router,
    edit_router,
    flow_router,
    systems_router,
    who_router,
    *life_routers,
    work_router,
    history_router,
    changes_router,
)
