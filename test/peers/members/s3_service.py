def s3_service(report, client, unique): pass
