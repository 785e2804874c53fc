"""Sends every member of every operation that the embedded server answers, as botocore's service models have them, one at a time: each
must be refused with a service's error, or kept and told again. Prints one line per member that is neither, and the totals."""
import json
import sys
import time

import boto3
import botocore.config
from botocore.exceptions import ClientError

from guard_services import guard_services
from json_services import json_services
from query_services import query_services
from s3_service import s3_service

CONFIG = botocore.config.Config(parameter_validation=False, retries={'max_attempts': 0}, s3={'addressing_style': 'path'})


class Report:
    """Counts of members, and what is wrong."""

    def __init__(self):
        self.refused, self.kept, self.wrong = 0, 0, []

    def member(self, operation, path, send, told):
        """`send` creates with the member; `told` says whether it is kept, given what was sent and answered."""
        where = f'{operation}: {".".join(map(str, path))}'
        try:
            outcome = send()
        except ClientError as error:
            status = error.response['ResponseMetadata']['HTTPStatusCode']
            code = error.response['Error']['Code']
            # 501 is NotImplemented, S3's own, which the answer to HEAD has no body to say; any other 5xx is a fault of the server.
            if status >= 500 and code not in ('NotImplemented', '501'):
                self.wrong.append(f'{where}: {status} {code}')
            else:
                self.refused += 1
            return
        except Exception as error:  # botocore could not serialize it: the test's own value is wrong
            self.wrong.append(f'{where}: not sent: {error!r}')
            return
        try:
            kept = told(outcome)
        except LookupError:
            kept = False
        except Exception as error:
            self.wrong.append(f'{where}: not told: {error!r}')
            return
        if kept:
            self.kept += 1
        else:
            self.wrong.append(f'{where}: accepted, and not told again')


def main():
    report = Report()
    unique = iter(f'm{int(time.time())}n{count}' for count in range(1 << 30))
    client = lambda service: boto3.client(service, config=CONFIG)
    served = json.load(open(sys.argv[1]))
    json_services(report, client, lambda: next(unique), served)
    guard_services(report, client, lambda: next(unique))
    query_services(report, client)
    s3_service(report, client, lambda: next(unique))
    for line in report.wrong:
        print(line)
    print(f'{report.refused} members refused, {report.kept} kept')
    print(f'{report.refused + report.kept} passed, {len(report.wrong)} failed')
    return 0 if not report.wrong and report.kept > 100 else 1


if __name__ == '__main__':
    sys.exit(main())
