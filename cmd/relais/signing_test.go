package main

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestAServerSignsTheAuditEveryHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		signed := 0
		ended := signEach(ctx, signingEvery, func() { signed++ })
		time.Sleep(3*time.Hour + time.Minute)
		stop()
		<-ended
		if signed != 3 {
			t.Errorf("signed %d times in three hours", signed)
		}
	})
}
