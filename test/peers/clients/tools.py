"""Command-line tools as clients of S3 and SageMaker: the AWS CLI, s3cmd, and rclone where it is installed. Environment as in
seed_notebook.py; TOOLS is the folder of the tools' programs."""
import filecmp, json, os, shutil, subprocess, sys, tempfile
from urllib.parse import urlparse
from checks import *
need_endpoint()
os.environ.pop('AWS_CA_BUNDLE', None)  # rclone cannot use one; nothing here is encrypted

TOOLS = os.path.dirname(sys.executable)
WORK = tempfile.mkdtemp(prefix='tools-')
BUCKET = f'll-tools-{STAMP}'
KEYS = ['plain.csv', "it's \"quoted\" & <odd>.csv", 'folder/ünï 日本+=%.csv']
large = os.path.join(WORK, 'large.bin')
with open(large, 'wb') as file:
    file.write(os.urandom(20 << 20))
tree = os.path.join(WORK, 'tree')
for key in KEYS:
    os.makedirs(os.path.dirname(os.path.join(tree, key)), exist_ok=True)
    open(os.path.join(tree, key), 'w').write(f'1,2\n{key}\n')


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env={**os.environ, 'HOME': WORK})
    return done.returncode, done.stdout, done.stderr


def works(what, *command):
    code, out, error = run(*command)
    ok(code == 0, what, f'{code} {error[-300:]} {out[-100:]}')
    return out


def same_tree(copy):
    found = filecmp.dircmp(tree, copy)
    return not (found.left_only or found.right_only or found.diff_files) and all(
        os.path.exists(os.path.join(copy, key)) and open(os.path.join(copy, key)).read() == open(os.path.join(tree, key)).read() for key in KEYS)


label('aws')
aws = os.path.join(TOOLS, 'aws')
works('aws s3 mb', aws, 's3', 'mb', f's3://{BUCKET}')
works('aws s3 cp of 20 MB, in parts', aws, 's3', 'cp', large, f's3://{BUCKET}/large.bin', '--storage-class', 'STANDARD_IA')
works('aws s3 sync up', aws, 's3', 'sync', tree, f's3://{BUCKET}/tree')
works('aws s3 sync down', aws, 's3', 'sync', f's3://{BUCKET}/tree', os.path.join(WORK, 'aws-tree'))
ok(same_tree(os.path.join(WORK, 'aws-tree')), 'aws s3 sync brings back the same files')
works('aws s3 cp down', aws, 's3', 'cp', f's3://{BUCKET}/large.bin', os.path.join(WORK, 'aws.bin'))
ok(filecmp.cmp(large, os.path.join(WORK, 'aws.bin'), shallow=False), 'aws s3 cp brings back the same bytes')
works('aws s3 mv', aws, 's3', 'mv', f's3://{BUCKET}/large.bin', f's3://{BUCKET}/moved.bin')
head = json.loads(works('aws s3api head-object', aws, 's3api', 'head-object', '--bucket', BUCKET, '--key', 'moved.bin', '--output', 'json') or '{}')
ok(head.get('ContentLength') == 20 << 20, 'head-object', head)
ok('moved.bin' in works('aws s3 ls', aws, 's3', 'ls', f's3://{BUCKET}/'), 'aws s3 ls lists the object')
works('aws s3api get-object-attributes', aws, 's3api', 'get-object-attributes', '--bucket', BUCKET, '--key', 'moved.bin', '--object-attributes', 'ETag', 'ObjectSize')
ok('TrainingJobSummaries' in works('aws sagemaker list-training-jobs', aws, 'sagemaker', 'list-training-jobs', '--output', 'json'), 'list-training-jobs')
works('aws sts get-caller-identity', aws, 'sts', 'get-caller-identity')
works('aws logs describe-log-groups', aws, 'logs', 'describe-log-groups')
works('aws s3 rm --recursive', aws, 's3', 'rm', f's3://{BUCKET}', '--recursive')

label('s3cmd')
s3cmd = os.path.join(TOOLS, 's3cmd')
where = urlparse(ENDPOINT)
options = ['--no-ssl', f'--host={where.netloc}', f'--host-bucket={where.netloc}', '--region=us-east-1', '--multipart-chunk-size-mb=5',
           f'--access_key={os.environ["AWS_ACCESS_KEY_ID"]}', f'--secret_key={os.environ["AWS_SECRET_ACCESS_KEY"]}']
works('s3cmd put of 20 MB, in parts', s3cmd, *options, 'put', large, f's3://{BUCKET}/large.bin')
works('s3cmd sync up', s3cmd, *options, 'sync', f'{tree}/', f's3://{BUCKET}/tree/')
os.makedirs(os.path.join(WORK, 's3cmd-tree'))
works('s3cmd sync down', s3cmd, *options, 'sync', f's3://{BUCKET}/tree/', os.path.join(WORK, 's3cmd-tree') + '/')
ok(same_tree(os.path.join(WORK, 's3cmd-tree')), 's3cmd sync brings back the same files')
works('s3cmd get', s3cmd, *options, 'get', f's3://{BUCKET}/large.bin', os.path.join(WORK, 's3cmd.bin'))
ok(filecmp.cmp(large, os.path.join(WORK, 's3cmd.bin'), shallow=False), 's3cmd get brings back the same bytes')
works('s3cmd cp', s3cmd, *options, 'cp', f's3://{BUCKET}/tree/plain.csv', f's3://{BUCKET}/copied.csv')
ok('copied.csv' in works('s3cmd ls', s3cmd, *options, 'ls', f's3://{BUCKET}/'), 's3cmd ls lists the copy')
works('s3cmd multipart', s3cmd, *options, 'multipart', f's3://{BUCKET}')
works('s3cmd del --recursive', s3cmd, *options, 'del', '--recursive', '--force', f's3://{BUCKET}/')

label('rclone')
rclone = shutil.which('rclone')
if rclone is None:
    print('*** SKIPPED *** rclone: it is not installed')
else:
    os.environ.update(RCLONE_CONFIG_LOCAL_TYPE='s3', RCLONE_CONFIG_LOCAL_PROVIDER='Other', RCLONE_CONFIG_LOCAL_ENV_AUTH='true', RCLONE_CONFIG_LOCAL_REGION='us-east-1',
                      RCLONE_CONFIG_LOCAL_ENDPOINT=ENDPOINT, RCLONE_CONFIG=os.path.join(WORK, 'none'))
    works('rclone copy of 20 MB, in parts', rclone, 'copyto', large, f'local:{BUCKET}/large.bin', '--s3-upload-cutoff', '5M', '--s3-chunk-size', '5M')
    works('rclone sync up', rclone, 'sync', tree, f'local:{BUCKET}/tree')
    works('rclone sync down', rclone, 'sync', f'local:{BUCKET}/tree', os.path.join(WORK, 'rclone-tree'))
    ok(same_tree(os.path.join(WORK, 'rclone-tree')), 'rclone sync brings back the same files')
    works('rclone check', rclone, 'check', tree, f'local:{BUCKET}/tree')
    works('rclone cat', rclone, 'cat', f'local:{BUCKET}/tree/plain.csv')
    works('rclone moveto', rclone, 'moveto', f'local:{BUCKET}/large.bin', f'local:{BUCKET}/moved.bin')
    works('rclone purge', rclone, 'purge', f'local:{BUCKET}')
shutil.rmtree(WORK)
done()
