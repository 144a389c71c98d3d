<?php
// Expands calendars with sabre/vobject: JSON in, sorted starts per calendar out.
require_once '/usr/share/php/Sabre/VObject/includes.php';

$asked = json_decode(stream_get_contents(STDIN), true);
[$since, $until] = [new DateTime($asked['since']), new DateTime($asked['until'])];
$found = [];
foreach ($asked['calendars'] as $text) {
    $calendar = Sabre\VObject\Reader::read($text);
    $calendar->expand($since, $until);
    $starts = [];
    foreach ($calendar->select('VEVENT') as $event) {
        if ((string) $event->STATUS !== 'CANCELLED') {
            $start = $event->DTSTART->getDateTime();
            $starts[] = gmdate('Y-m-d\TH:i:s+00:00', $start->getTimestamp());
        }
    }
    sort($starts);
    $found[] = $starts;
}
echo json_encode($found);
