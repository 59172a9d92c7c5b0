package meaning_test

import (
	"strings"
	"testing"
	"time"

	"github.com/redlinewatch/redline/meaning"
)

// reading is a Wednesday in the first quarter.
var reading = time.Date(2026, 3, 18, 15, 4, 0, 0, time.UTC)

func datesAt(sentence string, at time.Time) string {
	var got []string
	for _, d := range meaning.DatesAt(sentence, at) {
		s := string(d.Kind) + " " + d.Day.Format(time.DateOnly)
		if d.Unsure {
			s += "?"
		}
		got = append(got, s)
	}
	return strings.Join(got, ", ")
}

func TestDatesAt(t *testing.T) {
	for _, c := range [...][2]string{
		// with the year
		{"These terms are effective 8 May 2026.", "effective 2026-05-08"},
		{"Effective May 8th, 2026", "effective 2026-05-08"},
		{"It takes effect on the 8th day of May 2026.", "effective 2026-05-08"},
		{"It will apply from Friday, 8 May 2026.", "effective 2026-05-08"},
		{"The change will happen no earlier than 8 May 2026.", "effective 2026-05-08"},
		{"Not before 1 June 2026 do we change this.", "effective 2026-06-01"},
		{"Encrypted calls stay available until 31 December 2026.", "ends 2026-12-31"},
		{"This notice is valid through June 30, 2026.", "ends 2026-06-30"},
		{"This offer expires on 2026-06-30.", "ends 2026-06-30"},
		{"We announced this on 3 March 2026.", "announced 2026-03-03"},
		{"Posted on 3 March 2026", "updated 2026-03-03"},
		{"Effective 1 April 2026. Last updated 3 March 2026.", "effective 2026-04-01, updated 2026-03-03"},
		{"Chats end at the end of June 2026.", "effective 2026-06-30"},
		{"It will be available by the end of 2026.", "effective 2026-12-31"},
		{"It will be available from Q3 2026.", "effective 2026-07-01"},
		{"It will end in the third quarter of 2026.", "effective 2026-07-01"},
		{"Effective 08-May-2026", "effective 2026-05-08"},
		{"Effective 2026.05.08", "effective 2026-05-08"},
		{"Version 2026-05-08", "other 2026-05-08"},
		// month and day may be either
		{"As of 05/08/2026 this applies.", "effective 2026-05-08?"},
		{"As of 05/25/2026 this applies.", "effective 2026-05-25"},
		{"As of 25/05/2026 this applies.", "effective 2026-05-25"},
		{"As of 05/05/2026 this applies.", "effective 2026-05-05"},
		{"Last updated 03/12/2026", "updated 2026-03-12?"},
		{"Last updated 12/03/2026", "updated 2026-03-12"},
		{"Gültig ab 08/05/2026", "effective 2026-05-08"},
		{"Mise à jour : 08/05/2026", "updated 2026-05-08"},
		{"Gültig ab 8.5.2026", "effective 2026-05-08"},
		// without the year
		{"End-to-end encryption ends on 8 May.", "effective 2026-05-08"},
		{"Effective May 8, this changes.", "effective 2026-05-08"},
		{"You can use it until 31 December.", "ends 2026-12-31"},
		{"You can use it until December 31st.", "ends 2026-12-31"},
		{"The new terms apply from 2 January.", "effective 2027-01-02"},
		{"The new terms apply from 2 February.", "effective 2026-02-02"},
		{"Starting in May, backups will be kept by us.", "effective 2026-05-01"},
		{"From June, calls are no longer encrypted.", "effective 2026-06-01"},
		{"It ends at the end of May.", "effective 2026-05-31"},
		{"Last updated on 5 December.", "updated 2025-12-05"},
		// from the day of reading
		{"From next month, messages will no longer be encrypted.", "effective 2026-04-01"},
		{"The change takes effect next week.", "effective 2026-03-23"},
		{"It will be discontinued next year.", "effective 2027-01-01"},
		{"Encrypted chats will end in two weeks.", "effective 2026-04-01"},
		{"The feature will be removed after 30 days.", "effective 2026-04-17"},
		{"These changes take effect in 30 days.", "effective 2026-04-17"},
		{"It will end within 10 days from now.", "effective 2026-03-28"},
		{"Secret chats will be shut down at the end of the quarter.", "effective 2026-03-31"},
		{"It will be retired by the end of this year.", "effective 2026-12-31"},
		{"It stops being available at the end of next month.", "effective 2026-04-30"},
		{"Effective immediately, calls are no longer encrypted.", "effective 2026-03-18"},
		{"Starting tomorrow, group chats are encrypted.", "effective 2026-03-19"},
		{"In one month this feature will end.", "effective 2026-04-18"},
		// German
		{"Diese Fassung tritt am 8. Mai 2026 in Kraft.", "effective 2026-05-08"},
		{"Gültig ab dem 1. Jänner 2027", "effective 2027-01-01"},
		{"Mit Wirkung zum 1. Juli 2026 ändern wir dies.", "effective 2026-07-01"},
		{"Das Angebot gilt bis zum 31. Dezember 2026.", "ends 2026-12-31"},
		{"Frühestens am 8. Mai 2026 endet die Verschlüsselung.", "effective 2026-05-08"},
		{"Zuletzt aktualisiert am 3. März 2026", "updated 2026-03-03"},
		{"Ab nächstem Monat sind Anrufe nicht mehr verschlüsselt.", "effective 2026-04-01"},
		{"Die Funktion wird in zwei Wochen eingestellt.", "effective 2026-04-01"},
		{"Die Funktion endet zum Jahresende.", "effective 2026-12-31"},
		{"Sie endet am Ende des Quartals.", "effective 2026-03-31"},
		{"Ab Mai gelten neue Bedingungen.", "effective 2026-05-01"},
		{"Ab sofort gilt dies.", "effective 2026-03-18"},
		{"Bis zum 31. Dezember bleibt alles, wie es ist.", "ends 2026-12-31"},
		// French
		{"En vigueur à compter du 1er mai 2026", "effective 2026-05-01"},
		{"Elle prend effet le 8 mai 2026.", "effective 2026-05-08"},
		{"Disponible jusqu'au 31 décembre 2026.", "ends 2026-12-31"},
		{"Au plus tôt le 8 mai 2026, cela change.", "effective 2026-05-08"},
		{"Dernière mise à jour le 3 février 2026", "updated 2026-02-03"},
		{"À partir du mois prochain, les appels ne seront plus chiffrés.", "effective 2026-04-01"},
		{"Cette fonction prend fin dans deux semaines.", "effective 2026-04-01"},
		{"Elle prendra fin à la fin du trimestre.", "effective 2026-03-31"},
		{"Elle prendra fin à la fin de l’année.", "effective 2026-12-31"},
		{"Dès mai, de nouvelles conditions s’appliquent.", "effective 2026-05-01"},
	} {
		if got := datesAt(c[0], reading); got != c[1] {
			t.Errorf("%s\n\tgot %q, want %q", c[0], got, c[1])
		}
	}
}

// What looks like a date, or counts time otherwise, is none; a day of history is no day
// on which anything of this text takes effect.
func TestDatesAtNearMisses(t *testing.T) {
	for _, c := range [...][2]string{
		{"Version 8.5.2026 of the app", ""},
		{"Firmware 1.12.2026.4 fixes this.", ""},
		{"Case No. 12-05-2019 was closed.", ""},
		{"The address is 10.8.5.2026.", ""},
		{"Write to 12 March Street, Sydney 2000.", ""},
		{"Users under 13 may not use this.", ""},
		{"You may 2026 times object.", ""},
		{"We march on 12 roads.", ""},
		{"Regulation (EU) 2016/679 of 27 April 2016 applies to data from Europe.", "other 2016-04-27"},
		{"The company was founded on 4 February 2004.", "other 2004-02-04"},
		{"The court ruled on 6 October 2015 that it is void.", "other 2015-10-06"},
		{"We delete your messages after 30 days.", ""},
		{"We keep logs until the end of the year.", ""},
		{"Changes take effect 30 days after we post them.", ""},
		{"If you cancel, it ends at the end of the month.", ""},
		{"Your subscription ends at the end of the month and renews next month.", ""},
		{"Messages disappear in two weeks when you turn this on.", ""},
		{"We reply within 30 days.", ""},
		{"You will be billed next month.", ""},
		{"Children from 13 to 16 years need consent.", ""},
		{"Open from 8 to 12 on weekdays.", ""},
		{"In May we had a party.", ""},
		{"Wir löschen Daten nach 30 Tagen.", ""},
		{"Nous conservons les données pendant deux mois.", ""},
		{"Nach 30 Tagen werden sie gelöscht.", ""},
		{"Section 3.12.2020 does not apply.", ""},
		{"Call 01-02-2030-44 now.", ""},
		{"", ""},
	} {
		if got := datesAt(c[0], reading); got != c[1] {
			t.Errorf("%s\n\tgot %q, want %q", c[0], got, c[1])
		}
	}
}

// Without the time of reading, what counts from it is not guessed.
func TestDatesAtUnknownTime(t *testing.T) {
	for _, c := range [...][2]string{
		{"From next month, messages will no longer be encrypted.", ""},
		{"You can use it until 31 December.", ""},
		{"It will end by the end of 2026.", "effective 2026-12-31"},
		{"Effective 8 May 2026", "effective 2026-05-08"},
	} {
		if got := datesAt(c[0], time.Time{}); got != c[1] {
			t.Errorf("%s\n\tgot %q, want %q", c[0], got, c[1])
		}
	}
}

func FuzzDatesAt(f *testing.F) {
	f.Add("From next month, until 31 December, in two weeks, at the end of the quarter.", int64(1_770_000_000))
	f.Add("am Ende des Quartals, fin du mois prochain, Q3 2026, 05/08/2026, 30 February", int64(0))
	f.Add("end of end of the the next year 99999999999999999999 days after 400 years", int64(4_102_444_800))
	f.Fuzz(func(t *testing.T, s string, at int64) {
		end := 0
		for _, d := range meaning.DatesAt(s, time.Unix(at%4_102_444_800, 0)) {
			if d.From < end || d.To > len(s) || d.From >= d.To {
				t.Errorf("date at %d to %d of %d bytes, behind %d", d.From, d.To, len(s), end)
			}
			end = d.To
			if y := d.Day.Year(); y < 1990 || y > 2100 || d.Kind == "" {
				t.Errorf("%s %s", d.Kind, d.Day)
			}
			d.DayFirst()
		}
	})
}
