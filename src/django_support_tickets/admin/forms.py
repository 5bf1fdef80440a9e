"""What an agent types in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from django_support_tickets.actions import inputs
from django_support_tickets.admin.agents import AgentField
from django_support_tickets.exceptions import InvalidInput

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite


class TextField(forms.CharField):
    """Text as typed, but for line ends: browsers send two characters for each."""

    widget = forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"})

    def __init__(self, **options: Any) -> None:
        super().__init__(strip=False, **options)

    def to_python(self, value: Any) -> str:
        """Return the text with the line ends of all other doors."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class FilesInput(forms.FileInput):
    """Several files at once."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"multiple": True})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return all files of the name."""
        return files.getlist(name)


class FilesField(forms.Field):
    """Files that the action examines."""

    widget = FilesInput


class WriteForm(forms.Form):
    """A reply or a note. What may be written, the action says; here is what it said shown."""

    message_text = TextField(label=_("Message"), required=False)
    attachments = FilesField(label=_("Files"), required=False)
    client_token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, auto_id="support_%s")
        # Of a button pressed twice, the second request finds the message of the first.
        self.fields["client_token"].initial = uuid4().hex

    def refuse(self, error: Exception) -> None:
        """Show why an action refused what was written."""
        if isinstance(error, InvalidInput):
            for field, texts in error.details.items():
                self.add_error(field if field in self.fields else None, [str(t) for t in texts])
        else:
            self.add_error(None, str(error))


class AssignForm(forms.Form):
    """To whom."""

    def __init__(self, data: Any, admin_site: AdminSite) -> None:
        super().__init__(data, auto_id="support_%s")
        self.fields["agent"] = AgentField(admin_site, label=_("Agent"))


class EscalateForm(forms.Form):
    """Why."""

    reason = TextField(
        label=_("Reason"), help_text=_("Kept on the ticket as an internal note."), required=False
    )

    def __init__(self, data: Any, admin_site: AdminSite) -> None:
        super().__init__(data, auto_id="support_%s")

    def clean_reason(self) -> str:
        """Return a reason that the action will take."""
        try:
            return inputs.clean_message_text(self.cleaned_data["reason"], field="reason")
        except InvalidInput as error:
            raise forms.ValidationError([str(t) for t in error.details["reason"]]) from error
