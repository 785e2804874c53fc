// The AWS SDK for Go v2 as a client of S3 and STS: what it writes differs from other SDKs, in XML above all.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
)

var passed, failed int

func ok(is bool, what string, got any) {
	if is {
		passed++
		return
	}
	failed++
	fmt.Printf("FAIL %s   got: %v\n", what, got)
}

func main() {
	background := context.Background()
	settings, err := config.LoadDefaultConfig(background)
	if err != nil {
		panic(err)
	}
	client := s3.NewFromConfig(settings, func(o *s3.Options) { o.UsePathStyle = true })
	bucket := aws.String("go-sdk")
	_, err = client.CreateBucket(background, &s3.CreateBucketInput{Bucket: bucket})
	ok(err == nil, "CreateBucket", err)

	for _, key := range []string{"it's \"quoted\" & <odd>.csv", "folder/ünï 日本+=%.csv"} {
		_, err = client.PutObject(background, &s3.PutObjectInput{Bucket: bucket, Key: &key, Body: bytes.NewReader([]byte("1,2"))})
		ok(err == nil, "PutObject "+key, err)
		deleted, err := client.DeleteObjects(background, &s3.DeleteObjectsInput{Bucket: bucket, Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: &key}}}})
		ok(err == nil && len(deleted.Deleted) == 1, "DeleteObjects "+key, err)
	}
	left, err := client.ListObjectsV2(background, &s3.ListObjectsV2Input{Bucket: bucket})
	ok(err == nil && len(left.Contents) == 0, "DeleteObjects leaves nothing", left)

	large := make([]byte, 12<<20)
	_, _ = rand.Read(large)
	name := aws.String("large it's.bin")
	_, err = manager.NewUploader(client).Upload(background, &s3.PutObjectInput{Bucket: bucket, Key: name, Body: bytes.NewReader(large)})
	ok(err == nil, "upload in parts", err)
	_, err = client.PutObject(background, &s3.PutObjectInput{Bucket: bucket, Key: aws.String("streamed"), Body: io.LimitReader(bytes.NewReader(large), 1<<20), ContentLength: aws.Int64(1 << 20)})
	ok(err != nil, "a stream that cannot be read again needs HTTPS", err)
	found := manager.NewWriteAtBuffer(nil)
	_, err = manager.NewDownloader(client).Download(background, found, &s3.GetObjectInput{Bucket: bucket, Key: name})
	ok(err == nil && bytes.Equal(found.Bytes(), large), "download in parts brings back the same bytes", err)
	_, err = client.PutObject(background, &s3.PutObjectInput{Bucket: bucket, Key: name, IfNoneMatch: aws.String("*"), Body: bytes.NewReader(nil)})
	var failure smithy.APIError
	ok(errors.As(err, &failure) && failure.ErrorCode() == "PreconditionFailed", "If-None-Match", err)
	uploads, err := client.ListMultipartUploads(background, &s3.ListMultipartUploadsInput{Bucket: bucket})
	ok(err == nil && len(uploads.Uploads) == 0, "ListMultipartUploads", err)

	who, err := sts.NewFromConfig(settings).GetCallerIdentity(background, &sts.GetCallerIdentityInput{})
	ok(err == nil && *who.Account == "111122223333", "GetCallerIdentity", err)
	fmt.Printf("\n%d passed, %d failed\n", passed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}
