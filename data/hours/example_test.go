package hours_test

import (
	"fmt"
	"time"
	_ "time/tzdata"

	"github.com/relais-directory/relais/data/hours"
)

func ExampleCalendar_At() {
	clinic := hours.Calendar{
		Province: "QC",
		Schedules: []hours.Schedule{
			{ByDay: hours.Every(time.Monday, time.Wednesday), OpensAt: 9 * 60, ClosesAt: 17 * 60},
		},
	}
	montreal, _ := time.LoadLocation("America/Toronto")

	wednesday := time.Date(2026, 6, 24, 12, 0, 0, 0, montreal)
	for _, t := range []time.Time{wednesday.AddDate(0, 0, -7), wednesday.AddDate(0, 0, 1), wednesday} {
		answer := clinic.At(t, montreal)
		fmt.Printf("%s: %s (%s)\n", t.Format("2 January"), answer.State, answer.Why.Fr)
	}
	// Output:
	// 17 June: open ()
	// 25 June: closed ()
	// 24 June: unknown (jour férié : Saint-Jean-Baptiste, fête nationale du Québec)
}
