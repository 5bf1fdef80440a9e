"""The addresses of the console, below those of the pages."""

from django.urls import path

from django_support_tickets.ui.console import (
    answering,
    bulk,
    canned,
    dashboard,
    escalating,
    notifications,
    queue,
    ticket,
    views_kept,
)

TICKET = "tickets/<str:ticket_id>/"
RESPONSE = "canned/<str:response_id>/"

urlpatterns = [
    path("", queue.QueuePage.as_view(), name="queue"),
    path("stream/", queue.QueueStream.as_view(), name="queue-stream"),
    path("bulk/", bulk.BulkPage.as_view(), name="bulk"),
    path("views/", views_kept.KeepView.as_view(), name="view-keep"),
    path("views/<str:view_id>/", views_kept.EditView.as_view(), name="view-edit"),
    path("views/<str:view_id>/delete/", views_kept.DropView.as_view(), name="view-drop"),
    path(TICKET, ticket.DeskTicketPage.as_view(), name="desk-ticket"),
    path(f"{TICKET}messages/", answering.DeskMessages.as_view(), name="desk-messages"),
    path(f"{TICKET}change/", ticket.DeskChange.as_view(), name="desk-change"),
    path(f"{TICKET}read/", ticket.DeskMarkRead.as_view(), name="desk-read"),
    path(f"{TICKET}escalate/", escalating.EscalatePage.as_view(), name="desk-escalate"),
    path(f"{TICKET}presence/", ticket.DeskPresence.as_view(), name="desk-presence"),
    path(f"{TICKET}canned/", ticket.DeskCanned.as_view(), name="desk-canned"),
    path("dashboard/", dashboard.DashboardPage.as_view(), name="dashboard"),
    path("dashboard/export/", dashboard.DashboardExport.as_view(), name="dashboard-export"),
    path("canned/", canned.CannedListPage.as_view(), name="canned-list"),
    path("canned/new/", canned.CannedNewPage.as_view(), name="canned-new"),
    path(RESPONSE, canned.CannedEditPage.as_view(), name="canned"),
    path(f"{RESPONSE}delete/", canned.CannedDelete.as_view(), name="canned-delete"),
    path("notifications/", notifications.NotificationsPage.as_view(), name="notifications"),
]
