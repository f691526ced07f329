"""The tables of the Morango peer, in the shape of the package's own test app: a user, and logs in the user's partition.

The log carries one text field more, the record as JSON: exactly the bytes that Posta and PouchDB are given.
"""

import uuid

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.db import models
from morango.models.core import SyncableModel
from morango.models.fields.uuids import UUIDField
from morango.models.manager import SyncableModelManager

PROFILE = "facilitydata"


class ConsultsModel(SyncableModel):
    """What Morango synchronises under our one profile."""

    morango_profile = PROFILE

    class Meta:
        abstract = True


class StaffManager(SyncableModelManager, UserManager):
    """Users that are found by name and synchronised."""


class Staff(AbstractBaseUser, ConsultsModel):
    """The one user; the root certificate's id is theirs, and the partition is named after it."""

    morango_model_name = "user"
    USERNAME_FIELD = "username"

    username = models.CharField(max_length=20, unique=True)
    is_superuser = models.BooleanField(default=False)
    objects = StaffManager()

    def calculate_source_id(self, *args, **kwargs):
        """The id is given by the certificate."""
        return self._morango_source_id or uuid.uuid5(uuid.NAMESPACE_OID, self.username).hex

    def calculate_partition(self, *args, **kwargs):
        """Everything of a user begins with the user's id."""
        return f"{self.ID_PLACEHOLDER}:user"

    def has_morango_certificate_scope_permission(self, scope_definition_id, scope_params):
        """The superuser may have certificates signed."""
        return self.is_superuser

    @staticmethod
    def compute_namespaced_id(partition_value, source_id_value, model_name):
        """The user's id is the same at both ends."""
        return source_id_value


class Consultation(ConsultsModel):
    """One record: the reference's InteractionLog plus the body."""

    morango_model_name = "consultation"

    user = models.ForeignKey(Staff, on_delete=models.CASCADE)
    content_id = UUIDField(db_index=True, default=uuid.uuid4)
    body = models.TextField()

    def calculate_source_id(self, *args, **kwargs):
        """Morango draws one."""

    def calculate_partition(self, *args, **kwargs):
        """Below the user's own partition."""
        return f"{self.user_id}:user:consultation"
