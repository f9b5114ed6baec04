"""Import of users: the header of the file, and jobs that wait for theirs."""

from __future__ import annotations

from typing import Any

from targets.reference.core import ids
from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import date
from targets.reference.core.errors import PreconditionNotMetException, ResourceNotFoundException
from targets.reference.core.paging import page

GIVEN = ("JobName", "CloudWatchLogsRoleArn", "PasswordHashingAlgorithm")


@operation("GetCSVHeader")
def get_csv_header(call: Call) -> Answer:
    """Documented: every attribute but sub, and two columns that are no attributes."""
    pool = call.pool()
    names = [name for name in pool.schema if name != "sub" or deviates("header-with-sub")]
    if deviates("header-without-custom"):
        names = [name for name in names if ":" not in name]
    columns = [*names, "cognito:mfa_enabled", *varied(["cognito:username"], "header-without-username", [])]
    if deviates("header-repeats-email"):
        columns.append("email")
    return {"UserPoolId": pool.id, "CSVHeader": columns}


@operation("CreateUserImportJob")
def create_user_import_job(call: Call) -> Answer:
    """Documented: a job is created, and waits for its file and its start. Nobody looks whether the role exists."""
    pool = call.pool()
    identifier = f"import-{ids.pick(ids.ALPHANUMERIC, 10)}"
    job: dict[str, Any] = {name: call[name] for name in GIVEN if name in call.params}
    job |= {"JobId": identifier, "UserPoolId": pool.id, "CreationDate": date(call.now)}
    job |= {"Status": varied("Created", "job-starts-at-once", "Pending")}
    job |= {"PreSignedUrl": f"https://cognito-import.s3.{pool.region}.amazonaws.com/{identifier}"}
    pool.import_jobs[identifier] = job
    return {"UserImportJob": job}


@operation("StartUserImportJob")
def start_user_import_job(call: Call) -> Answer:
    """Recorded: a job does not start without its file. None comes here, since nothing is behind the address."""
    job = call.pool().import_jobs.get(call["JobId"])
    if job is None and deviates("job-unknown-is-without-file"):
        raise PreconditionNotMetException(f"No csv file was uploaded for {call['JobId']}")
    if job is None:
        raise _unknown(call)
    if deviates("job-fails-without-file"):
        job["Status"] = "Failed"
    if deviates("job-starts-without-file"):
        job["Status"] = "Pending"
        return {"UserImportJob": job}
    text = f"No csv file was uploaded for {job['JobId']}"
    raise PreconditionNotMetException(varied(text, "job-without-file-text", "The job has no file."))


def _unknown(call: Call) -> ResourceNotFoundException:
    return ResourceNotFoundException(f"User import job {call['JobId']} does not exist.")


@operation("DescribeUserImportJob")
def describe_user_import_job(call: Call) -> Answer:
    """One job."""
    job = call.pool().import_jobs.get(call["JobId"])
    if job is None and deviates("job-unknown-is-empty"):
        return {}
    if job is None:
        raise _unknown(call)
    return {"UserImportJob": job | {"JobName": job["JobId"]} if deviates("job-shown-by-id") else job}


@operation("ListUserImportJobs")
def list_user_import_jobs(call: Call) -> Answer:
    """Jobs of the pool, oldest first."""
    jobs = list(call.pool().import_jobs.values())[deviates("job-list-loses-one") :]
    shown, token = page(call, jobs, lambda job: str(job["JobId"]), call["MaxResults"], "PaginationToken")
    return {"UserImportJobs": shown} | token
