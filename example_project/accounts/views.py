from __future__ import annotations

from rest_framework import generics, mixins, viewsets
from rest_framework.permissions import AllowAny, IsAdminUser
from rest_framework_simplejwt.views import TokenObtainPairView

from .models import User
from .serializers import RegisterSerializer, UserSerializer


class LoginView(TokenObtainPairView):
    throttle_scope = "login"


class RegisterView(generics.CreateAPIView):
    serializer_class = RegisterSerializer
    permission_classes = [AllowAny]
    authentication_classes = []


class UserViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    mixins.DestroyModelMixin,
    viewsets.GenericViewSet,
):
    """DELETE really deletes the row: a foreign key of ours must neither stop it nor go with it."""

    queryset = User.objects.order_by("pk")
    serializer_class = UserSerializer
    permission_classes = [IsAdminUser]
    search_fields = ["email", "first_name", "last_name"]
