"""Uploads to the API, and to a view that keeps a file and does nothing else."""

import json
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

STATUS = Path("/proc/self/status")


class FileSerializer(serializers.Serializer[Any]):
    """A file."""

    file = serializers.FileField()


class PlainUpload(APIView):
    """REST framework by the book: no limit, no look at the content, no sum."""

    def post(self, request: Request) -> Response:
        """Keep the file."""
        serializer = FileSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        file = serializer.validated_data["file"]
        name = default_storage.save(file.name, file)
        return Response({"name": name, "size": file.size}, status=201)


def begin(_request: HttpRequest) -> HttpResponse:
    """Set the peak of memory back to what is resident, and return it in kB."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak(_request)


def peak(_request: HttpRequest) -> HttpResponse:
    """Return the peak of memory since, in kB."""
    [line] = [line for line in STATUS.read_text().splitlines() if "VmHWM" in line]
    return HttpResponse(json.dumps(int(line.split()[1])))


urlpatterns = [
    path("begin/", begin),
    path("peak/", peak),
    path("plain/", PlainUpload.as_view()),
    path("", include("django_support_tickets.urls")),
]
