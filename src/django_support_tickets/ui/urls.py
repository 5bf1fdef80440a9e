"""The one include of the pages: ``path("support/", include("django_support_tickets.ui.urls"))``."""

from django.urls import include, path

from django_support_tickets.ui import views

app_name = "support_pages"
urlpatterns = [
    path("desk/", include("django_support_tickets.ui.console.urls")),
    path("", views.HomePage.as_view(), name="home"),
    path("tickets/", views.TicketListPage.as_view(), name="ticket-list"),
    path("tickets/new/", views.NewTicketPage.as_view(), name="ticket-new"),
    path("tickets/stream/", views.ListStream.as_view(), name="list-stream"),
    path("tickets/<str:ticket_id>/", views.TicketPage.as_view(), name="ticket"),
    path("tickets/<str:ticket_id>/messages/", views.MessagesPart.as_view(), name="messages"),
    path("tickets/<str:ticket_id>/files/", views.UploadPart.as_view(), name="ticket-files"),
    path("tickets/<str:ticket_id>/read/", views.MarkRead.as_view(), name="read"),
    path("tickets/<str:ticket_id>/typing/", views.Typing.as_view(), name="typing"),
    path("tickets/<str:ticket_id>/stream/", views.TicketStream.as_view(), name="stream"),
    path("tickets/<str:ticket_id>/close/", views.ClosePage.as_view(), name="close"),
    path("tickets/<str:ticket_id>/reopen/", views.Reopen.as_view(), name="reopen"),
    path("files/<str:attachment_id>/", views.FileView.as_view(), name="file"),
    path("files/<str:attachment_id>/preview/", views.PreviewView.as_view(), name="preview"),
]
